/** The smallest part of a configuration that still shows a difference, for whoever has to find its cause. */

/** Whether each of the texts still differs. */
export type Differs = (texts: readonly string[]) => Promise<readonly boolean[]>

const roundsMax = 60

/** Leaves out lines and whole blocks as long as the difference stays. */
export async function smallest(text: string, differs: Differs): Promise<string> {
  let lines = text.split('\n')
  for (let round = 0; round < roundsMax; round++) {
    const candidates = shorter(lines)
    const answers = await differs(candidates.map((candidate) => candidate.join('\n')))
    const next = candidates[answers.indexOf(true)]
    if (next === undefined) break
    lines = next
  }
  return lines.join('\n')
}

/** Without one block, or without one line; the largest cuts first. */
function shorter(lines: readonly string[]): string[][] {
  const cuts: { from: number; to: number }[] = []
  const open: number[] = []
  for (const [index, line] of lines.entries()) {
    cuts.push({ from: index, to: index + 1 })
    if (line.trimEnd().endsWith('{')) open.push(index)
    if (line.trim() === '}') cuts.push({ from: open.pop() ?? index, to: index + 1 })
  }
  return cuts
    .sort((a, b) => b.to - b.from - (a.to - a.from))
    .map(({ from, to }) => [...lines.slice(0, from), ...lines.slice(to)])
}
