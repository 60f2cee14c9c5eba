/**
 * The demo's page: lines of at most 79 characters, with the seconds since the start before each event; what
 * an event says goes on in the next line when it is longer. Equal events one after the other become one and a
 * count. Colours only on a terminal.
 */
import { nowMicros } from '../../test/lab/expect.ts'

export interface Screen {
  /** A heading, or an empty line. */
  title(text: string): void
  /** A line without a time. */
  line(text: string): void
  /**
   * Something that happened, in the order in which it is told. `at`: microseconds since 1970; now if absent.
   */
  event(what: { readonly where: string; readonly text: string; readonly at?: number }): void
  /** A sentence that the demo has verified, or that turned out to be wrong. */
  verdict(holds: boolean, text: string): void
  /** Whether all verdicts held. */
  good(): boolean
  /** From now on only titles are shown and nothing is judged: the demo was told to end. */
  hush(): void
}

const columns = 79

/**
 * Log, wire and kernel are read from different places: events wait this long for one that came before them.
 */
const patienceMillis = 60

/** Where the second line of an event begins: under the text of the first. */
const eventIndent = 17

interface Event {
  readonly at: number
  readonly text: string
}

/** The words in lines of at most 79 characters; all but the first are indented. A longer word stays whole. */
export function wrapped(text: string): readonly string[] {
  const lines: string[] = []
  let line = text
  while (line.length > columns) {
    const at = line.lastIndexOf(' ', columns)
    if (at <= eventIndent) break
    lines.push(line.slice(0, at))
    line = `${''.padEnd(eventIndent)}${line.slice(at + 1)}`
  }
  return [...lines, line]
}

type Colour = (code: number, text: string) => string

const write = (text: string) => void process.stdout.write(`${text}\n`)
const fit = (text: string) => (text.length > columns ? `${text.slice(0, columns - 3)}...` : text)

/** Events in the order of their times, equal ones counted. */
interface Timeline {
  add(event: Event): void
  /** Shows all that have come so far. */
  settle(): void
}

function openTimeline(colour: Colour): Timeline {
  const startedAt = nowMicros()
  let events: Event[] = []
  let last = ''
  let repeats = 0
  const tellRepeats = () => {
    if (repeats > 0) write(colour(2, `                    (${repeats} more)`))
    last = ''
    repeats = 0
  }
  const show = ({ at, text }: Event) => {
    if (text === last) {
      repeats++
      return
    }
    tellRepeats()
    last = text
    const seconds = ((at - startedAt) / 1e6).toFixed(3).padStart(7)
    const [first = '', ...more] = wrapped(`${seconds}  ${text}`)
    write(colour(2, seconds) + first.slice(seconds.length))
    for (const line of more) write(line)
  }
  const flush = (before: number) => {
    const due = events.filter((event) => event.at < before).toSorted((a, b) => a.at - b.at)
    events = events.filter((event) => event.at >= before)
    for (const event of due) show(event)
  }
  setInterval(() => flush(nowMicros() - patienceMillis * 1000), patienceMillis).unref()
  return {
    add: (event) => void events.push(event),
    settle: () => {
      flush(Number.POSITIVE_INFINITY)
      tellRepeats()
    },
  }
}

/** Writes to standard output. */
export function openScreen(): Screen {
  const isTerminal = process.stdout.isTTY === true
  const colour: Colour = (code, text) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text)
  const timeline = openTimeline(colour)
  let allHold = true
  let hushed = false
  return {
    title: (text) => {
      timeline.settle()
      write('')
      write(colour(1, fit(text)))
    },
    line: (text) => {
      if (hushed) return
      timeline.settle()
      write(fit(text))
    },
    event: ({ where, text, at }) => {
      if (!hushed) timeline.add({ at: at ?? nowMicros(), text: `${where.padEnd(7)} ${text}` })
    },
    verdict: (holds, text) => {
      if (hushed) return
      timeline.settle()
      allHold &&= holds
      const mark = colour(holds ? 32 : 31, holds ? 'yes' : 'NO ')
      write(`  ${mark}  ${fit(`       ${text}`).slice(7)}`)
    },
    good: () => allHold,
    hush: () => {
      timeline.settle()
      hushed = true
    },
  }
}
