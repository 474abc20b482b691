#!/usr/bin/env bash
# cel-js 8.0.0 (@marcbachmann/cel-js) and cel-go 0.28.1: one rule of a definition holds in one and not in the other.
#
# Guess: CEL is one language with a specification, so a rule that is checked offline with a library for JavaScript
# gives the verdict of the API server, which has cel-go; or the library raises an error for what it cannot do.
# What it does: `matches` means RE2 in the specification, and is JavaScript's RegExp in cel-js. What RegExp does
# not know it takes for letters: `[[:alpha:]]+` for a class of the letters a, l, p, h, ":" and "[" with brackets
# behind it, `\z` for a z, `\pL` for "pL". No error, the other verdict. `string(1000000.0)` is "1e+06" in cel-go,
# as Go prints numbers, and "1000000" in cel-js. Times have nanoseconds in the one and milliseconds in the other.
# Where it matters: a manifest passes offline and is refused by the cluster, or a policy's test is green for a rule
# that never holds; a label that a mutating policy makes of a number becomes "1e+06", which is no valid label.
# Instead: write rules in what both know (`[A-Za-z]`, `$`), `string(int(x))` for whole numbers, and run
# the tests of a rule in cel-go.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > rules.txt <<'RULES'
'abc'.matches('^[[:alpha:]]+$')
'abc'.matches('^\\pL+$')
'a'.matches('a\\z')
'az'.matches('a\\z')
'a.b'.matches('^\\Qa.b\\E$')
string(1000000.0)
string(0.0000001)
timestamp('2024-01-01T00:00:00.123456Z') == timestamp('2024-01-01T00:00:00.123Z')
'abc'.matches('^[A-Za-z]+$')
string(int(1000000.0))
RULES
cat > main.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { evaluate } from '@marcbachmann/cel-js';

for (const rule of readFileSync('rules.txt', 'utf8').trim().split('\n')) console.log(String(evaluate(rule)));
JS
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/google/cel-go/cel"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	env := must(cel.NewEnv())
	for _, rule := range strings.Split(strings.TrimSpace(string(must(os.ReadFile("rules.txt")))), "\n") {
		tree, issues := env.Compile(rule)
		must(0, issues.Err())
		value, _, err := must(env.Program(tree)).Eval(cel.NoVars())
		must(0, err)
		fmt.Println(value.Value())
	}
}
GO
{
  npm install --silent --no-audit --no-fund @marcbachmann/cel-js@8.0.0
  go mod init finding
  go get github.com/google/cel-go@v0.28.1
  go mod tidy
} >install.log 2>&1 || { cat install.log; exit 1; }
npm ls @marcbachmann/cel-js | sed -n 2p
go list -m github.com/google/cel-go
node main.mjs > js.txt
go run . > go.txt
echo "guess: the two columns, cel-go's and cel-js's, are alike"
paste go.txt js.txt rules.txt | sed 's/^/seen:  /'
cat > wanted.txt <<'WANTED'
true	false
true	false
true	false
false	true
true	false
1e+06	1000000
1e-07	1e-7
false	true
true	true
1000000	1000000
WANTED
paste go.txt js.txt | cmp - wanted.txt
echo 'holds: one rule of a definition holds in one and not in the other'
