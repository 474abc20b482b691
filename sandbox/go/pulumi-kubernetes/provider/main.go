// The Kubernetes provider of Pulumi, as its own project runs it. Its own main package cannot be built from a module: it embeds
// files that only its release process makes.
package main

import (
	"os"
	"path/filepath"
	"reflect"
	"runtime"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

func main() {
	provider.Serve("kubernetes", version.Version, schema(), []byte("{}"))
}

// schema reads what the module has beside its source. Only imports of existing objects ask for it.
func schema() []byte {
	serve := runtime.FuncForPC(reflect.ValueOf(provider.Serve).Pointer())
	file, _ := serve.FileLine(serve.Entry())
	folder := filepath.Join(filepath.Dir(file), "..", "..", "cmd", "pulumi-resource-kubernetes")
	text, err := os.ReadFile(filepath.Join(folder, "schema.json"))
	if err != nil {
		return []byte("{}")
	}
	return text
}
