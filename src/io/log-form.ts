/** How a line of the log looks to people. */
export { droppedText, type Log, type LogLevel, type LogLine } from './log-line.ts'

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * keepalived's console form, strftime(3) `%a %b %d %T %Y: `. In its log files the seconds have a fraction of
 * nine digits; of these the clock here gives six. `micros`: since 1970; absent: now, and no fraction.
 */
export function consoleForm(text: string, micros?: number): string {
  const when = micros === undefined ? new Date() : new Date(Math.floor(micros / 1_000))
  const two = (count: number) => String(count).padStart(2, '0')
  const day = `${days[when.getDay()]} ${months[when.getMonth()]} ${two(when.getDate())}`
  const time = [when.getHours(), when.getMinutes(), when.getSeconds()].map(two).join(':')
  const fraction = micros === undefined ? '' : `.${String(micros % 1_000_000).padStart(6, '0')}000`
  return `${day} ${time}${fraction} ${when.getFullYear()}: ${printable(text)}\n`
}

/** Names and script output must not be able to forge lines or to command the reader's terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return character === '\t' ? ' ' : `\\x${code.toString(16).padStart(2, '0')}`
  })
}
