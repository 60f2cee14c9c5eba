/** How a line of the log looks to people. */
export { droppedText, type Log, type LogLevel, type LogLine } from './log-line.ts'

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * keepalived's console form, strftime(3) `%a %b %d %T %Y: `; in its log files the seconds have a fraction of
 * nine digits, of which the clock here gives three.
 */
export function consoleForm(text: string, precision: 'seconds' | 'nanoseconds' = 'seconds'): string {
  const now = new Date()
  const two = (count: number) => String(count).padStart(2, '0')
  const day = `${days[now.getDay()]} ${months[now.getMonth()]} ${two(now.getDate())}`
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':')
  const fraction = precision === 'seconds' ? '' : `.${String(now.getMilliseconds()).padStart(3, '0')}000000`
  return `${day} ${time}${fraction} ${now.getFullYear()}: ${printable(text)}\n`
}

/** Names and script output must not be able to forge lines or to command the reader's terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return character === '\t' ? ' ' : `\\x${code.toString(16).padStart(2, '0')}`
  })
}
