import type { PlacedRule } from '../../schema/rules';
import { MAX_TEXT_BYTES } from './limits';

/** Rules of what Python runs, at a spec that has a module, a script, or both. */
export function programRules(at: string, fields: readonly ('module' | 'script')[]): PlacedRule[] {
  return fields.map((field) => (field === 'module' ? moduleRule(at) : scriptRule(at)));
}

function moduleRule(at: string): PlacedRule {
  return {
    at,
    rule: "!has(self.module) || !self.module.endsWith('.py')",
    message: 'is the name of a file, and not of a module. Allowed: a module that Python can import. Leave out .py, and write a dot for each slash: news/train.py is news.train.',
    fieldPath: '.module',
  };
}

function scriptRule(at: string): PlacedRule {
  return {
    at,
    rule: `!has(self.script) || size(bytes(self.script)) <= ${MAX_TEXT_BYTES}`,
    message: `has too many bytes to be started. Allowed: at most ${MAX_TEXT_BYTES} bytes in UTF-8, where most characters beyond English take two to four. Shorten it, or put it into a package and run its module.`,
    messageExpression: `'has too many bytes to be started (given %d). Allowed: at most ${MAX_TEXT_BYTES} in UTF-8, where most characters beyond English take two to four. Shorten it, or put it into a package and run its module.'.format([size(bytes(self.script))])`,
    fieldPath: '.script',
  };
}
