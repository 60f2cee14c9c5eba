/**
 * A configuration in its canonical form: current names, one statement on a line, comments and definitions
 * gone.
 */
import { printTree } from '../conf/print.ts'
import type { Statement } from '../conf/tree.ts'
import { grammar } from './grammar.ts'

/** Reading the result gives the same settings, and printing it again the same text. */
export function reprint(tree: readonly Statement[]): string {
  return printTree(tree, grammar)
}
