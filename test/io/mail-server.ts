/** A mail server on the loopback interface that says what it is told to, and remembers what it heard. */
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

export interface MailServer {
  readonly port: number
  /** Commands, and each message as one text that ends before its final dot. */
  readonly heard: readonly string[]
  close(): Promise<void>
}

/** By the first word of a command: what is answered instead of the usual; `silent`: nothing at all. */
export type Replies = Readonly<Record<string, string>>

const usual: Replies = {
  greeting: '220 mail.example.com ready',
  EHLO: '250-mail.example.com\r\n250 8BITMIME',
  HELO: '250 mail.example.com',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  '.': '250 queued',
  QUIT: '221 bye',
  STARTTLS: '220 go on',
  AUTH: '235 welcome',
}

const file = (name: string) => readFileSync(new URL(`../data/mail/${name}`, import.meta.url))

export async function openMailServer(replies: Replies = {}): Promise<MailServer> {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const answers = { ...usual, ...replies }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    if (answers['greeting'] !== 'silent') socket.write(`${answers['greeting']}\r\n`)
    listen(socket, { heard, answers })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function listen(
  socket: Socket,
  { heard, answers }: { readonly heard: string[]; readonly answers: Replies },
): void {
  let rest = ''
  let inMessage = false
  const say = (word: string) => {
    const answer = answers[word]
    if (answer !== 'silent') socket.write(`${answer ?? '500 what?'}\r\n`)
  }
  socket.on('data', (chunk) => {
    rest += chunk.toString('utf8')
    for (;;) {
      const end = rest.indexOf(inMessage ? '\r\n.\r\n' : '\r\n')
      if (end < 0) return
      const text = rest.slice(0, end + (inMessage ? 2 : 0))
      rest = rest.slice(end + (inMessage ? 5 : 2))
      heard.push(text)
      const [word = ''] = inMessage ? ['.'] : text.split(/[ :]/)
      inMessage = word === 'DATA' && (answers['DATA'] ?? '').startsWith('354')
      say(word)
      if (word !== 'STARTTLS' || !(answers['STARTTLS'] ?? '').startsWith('220')) continue
      socket.removeAllListeners('data')
      const secure = new TLSSocket(socket, {
        isServer: true,
        key: file('key.pem'),
        cert: file('certificate.pem'),
      })
      secure.on('error', () => secure.destroy())
      const greets = answers['EHLO after STARTTLS'] ?? answers['EHLO'] ?? ''
      return listen(secure, { heard, answers: { ...answers, EHLO: greets } })
    }
  })
}
