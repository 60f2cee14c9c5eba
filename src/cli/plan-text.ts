/** The plan for people at a terminal: what changes on the left, what it costs on the right. */
import { type Change, type Cost, costText, isVisible, type Step } from '../settings/plan/plan.ts'
import { reportOf } from './check-report.ts'
import { textFormat } from './check-text.ts'
import type { PlanReport } from './plan.ts'
import type { Against } from './plan-old.ts'

const styles = { red: 31, yellow: 33, green: 32, dim: 2, bold: 1 } as const
type Paint = (style: keyof typeof styles, text: string) => string

/** Where the costs begin, unless a line is longer. */
const costColumn = 64

export function textPlan(report: PlanReport, colours: boolean): string {
  const paint: Paint = (style, text) => (colours ? `\u001b[${styles[style]}m${text}\u001b[0m` : text)
  const { against, file, outcome } = report
  const head = [comparison(file, against), ...hints(report)]
  if (outcome.is === 'refused') return refusal(report, { colours, paint })
  const { steps, visible } = outcome.plan
  if (steps.length === 0) return `${[...head, 'Nothing changes.'].join('\n')}\n`
  const lines = stepLines(steps, paint)
  const told = visible ? summary(steps) : `${count(steps.length, 'step')}: nobody around notices any of it.`
  return `${[...head, '', ...lines, '', told].join('\n')}\n`
}

function comparison(file: string, against: Against): string {
  switch (against.is) {
    case 'running':
      return `What ${file} changes of what process ${against.pid} runs, loaded ${moment(against.loadedAt)}:`
    case 'file-of-running': {
      const why = against.ours
        ? 'it has no record of what it runs'
        : 'it is a keepalived, of which only the file is known'
      const { file: old, pid } = against
      return `What ${file} changes of ${old}, which process ${pid} was told to read (${why}):`
    }
    case 'no-daemon':
      return `No daemon runs. What ${file} changes of ${against.file}:`
    case 'file':
      return `What ${file} changes of ${against.file}:`
  }
}

/** `2026-11-22 12:00:03 UTC`. */
function moment(iso: string): string {
  return iso.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')
}

function hints({ against, diskDiffers, unseen }: PlanReport): readonly string[] {
  const differs = against.is === 'running' && diskDiffers
  return [
    ...(differs
      ? [`(${against.file} is not what runs either: without FILE, plan says what a reload now would do)`]
      : []),
    ...unseen.map(inBrackets),
  ]
}

function inBrackets(sentence: string): string {
  return `(${sentence})`
}

function refusal(
  { file, unseen, outcome }: PlanReport,
  given: { readonly colours: boolean; readonly paint: Paint },
): string {
  if (outcome.is !== 'refused') return ''
  const { colours, paint } = given
  const report = reportOf([outcome.problems], false)
  const errors = textFormat(report, { colours, quiet: true, verbose: false })
  const why = outcome.emptied
    ? `${file} has nothing to run, which a daemon takes for an accident.`
    : `${count(report.counts.errors, 'error')}.`
  const told = paint('red', `The reload would be refused, and everything would go on as it is: ${why}`)
  return `${[...(errors === '' ? [] : [errors]), told, ...unseen.map(inBrackets)].join('\n')}\n`
}

function stepLines(steps: readonly Step[], paint: Paint): readonly string[] {
  const lines: string[] = []
  let block = ''
  for (const step of steps) {
    const { inside } = step
    if (inside !== undefined && inside !== block) {
      lines.push(`  ${inside}`)
      block = inside
    }
    if (inside === undefined) block = `${step.keyword} ${step.name}`
    lines.push(...linesOf(step, { paint, indent: inside === undefined ? '' : '    ' }))
  }
  return lines
}

const signs = { added: '+', removed: '-', changed: '~', moved: '>' } as const satisfies Record<
  Step['is'],
  string
>

function linesOf(step: Step, by: { readonly paint: Paint; readonly indent: string }): readonly string[] {
  const { paint, indent } = by
  const { is, keyword, name, from, changes, cost, notes } = step
  const line = (text: string, of: Cost) => priced(text, { cost: of, keyword, paint })
  const note = (text: string) => paint('dim', `${indent}      ${text}`)
  const sign = `${indent}${signs[is]} `
  const [only, ...more] = changes
  // A line that is what it says: 10.0.0.1/24 label a -> 10.0.0.1/24 label b.
  if (
    is === 'changed' &&
    only !== undefined &&
    more.length === 0 &&
    only.keyword === keyword &&
    name !== ''
  ) {
    const said = only.note === undefined ? [] : [note(only.note)]
    return [line(`${sign}${keyword} ${only.from ?? name} -> ${only.to ?? name}`, only.cost), ...said]
  }
  const title = keyword === '' ? 'at the top level' : `${keyword}${name === '' ? '' : ` ${name}`}`
  const whole = `${sign}${title}${from === undefined ? '' : `, from ${from}`}`
  const own = changes.some((change) => change.cost === cost) ? whole : line(whole, cost)
  return [
    own,
    ...notes.map(note),
    ...changes.flatMap((change) => [
      line(`${indent}    ${changeText(change)}`, change.cost),
      ...(change.note === undefined ? [] : [note(change.note)]),
    ]),
  ]
}

function changeText({ keyword, from, to }: Change): string {
  return `${keyword} ${from ?? '(not given)'} -> ${to ?? '(not given)'}`
}

function priced(
  text: string,
  { cost, keyword, paint }: { readonly cost: Cost; readonly keyword: string; readonly paint: Paint },
): string {
  const style = isVisible(cost) ? (isMild(cost) ? 'yellow' : 'red') : 'dim'
  return `${text.padEnd(costColumn)}  ${paint(style, costText(cost, whatOf(keyword)))}`
}

/** Nothing that was there is gone afterwards. */
function isMild(cost: Cost): boolean {
  return (
    cost === 'adverts' || cost === 'moves' || cost === 'arrives' || cost === 'starts' || cost === 'answers'
  )
}

const things: Readonly<Record<string, string>> = {
  virtual_ipaddress: 'VIP',
  virtual_ipaddress_excluded: 'VIP',
  virtual_routes: 'route',
  virtual_rules: 'rule',
  static_ipaddress: 'address',
  static_routes: 'route',
  static_rules: 'rule',
  vrrp_instance: 'instance',
  virtual_server: 'virtual server',
  real_server: 'real server',
}

function whatOf(keyword: string): string {
  return things[keyword] ?? keyword
}

/** `5 steps: failover possible (1), VIP arrives (2)`: what is visible, the worst first. */
function summary(steps: readonly Step[]): string {
  const counts = new Map<string, number>()
  for (const { cost, keyword } of steps) {
    if (!isVisible(cost)) continue
    const text = costText(cost, whatOf(keyword))
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const parts = [...counts].map(([text, times]) => `${text} (${times})`)
  return `${count(steps.length, 'step')}: ${parts.join(', ')}.`
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
