import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const PROGRAMS = ['recovery-guest.py', 'recovery-survey.py'].map((name) =>
  fileURLToPath(new URL(`../../src/guest/${name}`, import.meta.url)),
);

/**
 * Reads the program as Python 3.6 would: its grammar, and of the modules' names those that came later. Enterprise Linux 8
 * has 3.6, Ubuntu 20.04 has 3.8.
 */
const READER = `
import ast, sys
LATER = {'removeprefix', 'removesuffix', 'isascii', 'fromisoformat', 'capture_output', 'dirs_exist_ok', 'missing_ok',
         'is_relative_to', 'nullcontext', 'cached_property', 'cache', 'zoneinfo', 'dataclass', 'pairwise',
         'prod', 'dist', 'lcm', 'copy_file_range', 'posix_spawn', 'memfd_create', 'pidfd_open', 'time_ns', 'monotonic_ns',
         'perf_counter_ns', 'get_running_loop', 'strict', 'randbytes', 'bit_count', 'unparse', 'batched'}
tree = ast.parse(open(sys.argv[1]).read(), sys.argv[1], feature_version=(3, 6))
for node in ast.walk(tree):
    name = getattr(node, 'attr', None) or getattr(node, 'arg', None)
    if isinstance(node, (ast.Attribute, ast.keyword)) and name in LATER:
        print('line %d: %s is of a later Python' % (node.lineno, name))
    if isinstance(node, ast.keyword) and node.arg == 'text':
        print('line %d: text= is of Python 3.7' % node.value.lineno)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and isinstance(node.left, (ast.Dict, ast.DictComp)):
        print('line %d: dictionaries are joined since Python 3.9' % node.lineno)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        for each in [getattr(node, 'module', None) or ''] + [alias.name for alias in node.names]:
            if each.split('.')[0] in LATER or each in ('annotations', 'dataclasses', 'contextvars', 'graphlib', 'tomllib'):
                print('line %d: %s is of a later Python' % (node.lineno, each))
`;

const complaints = (program: string): string =>
  execFileSync('/usr/bin/python3', ['-IS', '-c', READER, program], { encoding: 'utf8' });

describe.each(PROGRAMS)('%s', (program) => {
  it('is Python 3.6, which the oldest recovery images have', () => {
    expect(complaints(program)).toBe('');
  });
});
