/**
 * What all checks have in common, and the settings of each kind. keepalived.conf(5), real_server. Plain data:
 * it crosses from the parent to the checker as it is.
 */
import type { Address } from '../base/address.ts'
import type { Micros } from '../base/time.ts'
import type { Command } from '../conf/command.ts'
import type { HttpUrl, SslUrl } from './settings-url.ts'

export interface CheckTiming {
  /** From the end of one check to the start of the next. */
  readonly delayLoop: Micros
  /** Number of further attempts after a failed check before the server counts as down. */
  readonly retry: number
  readonly delayBeforeRetry: Micros
  /** Random delay before the first check, at most this. */
  readonly warmup: Micros
  /** Counts as failed until the first success. */
  readonly alpha: boolean
}

/** What every check with a timer has. */
export interface TimedCheck {
  readonly timing: CheckTiming
  /** Every failure is logged while the server is up, not only the one that takes it down. */
  readonly logAllFailures: boolean
}

/** How a check reaches its server: keepalived.conf(5), generic connection options. */
export interface Connection {
  readonly address: Address
  /** 1 to 65535; for a ping also 0, which it does not use. */
  readonly port: number
  /** More than 0, at most 4294.967295 s; also for each wait for an answer. */
  readonly connectTimeout: Micros
  /** Of the family of `address`; undefined: the kernel chooses. */
  readonly bindAddress: Address | undefined
  /** 1 to 65535; undefined: the kernel chooses. */
  readonly bindPort: number | undefined
  /** Always there when `address` is link-local (RFC 4007 section 6). */
  readonly bindInterface: string | undefined
  /** Mark of its packets, SO_MARK of socket(7); 0: none. */
  readonly fwmark: number
}

export interface TcpCheckSettings extends TimedCheck, Connection {
  readonly is: 'tcp'
}

/** `1.0C` is 1.0 with the header `Connection: close`, which 1.1 always has. */
export type HttpVersion = '1.0' | '1.0C' | '1.1'

interface Requests extends TimedCheck, Connection {
  readonly version: HttpVersion
  /** No pause between requests while the server is on its way up. */
  readonly fastRecovery: boolean
}

export interface HttpCheckSettings extends Requests {
  readonly is: 'http'
  readonly urls: readonly [HttpUrl, ...HttpUrl[]]
}

export interface SslCheckSettings extends Requests {
  readonly is: 'ssl'
  readonly urls: readonly [SslUrl, ...SslUrl[]]
}

export interface SmtpCheckSettings extends TimedCheck, Connection {
  readonly is: 'smtp'
  /** The argument of HELO, RFC 5321 section 4.1.1.1. */
  readonly heloName: string
}

/** Of RFC 1035 section 3.2.2, RFC 3596 and RFC 4034. */
export const dnsTypes = ['A', 'NS', 'CNAME', 'SOA', 'MX', 'TXT', 'AAAA', 'RRSIG', 'DNSKEY'] as const
export type DnsType = (typeof dnsTypes)[number]

export interface DnsCheckSettings extends TimedCheck, Connection {
  readonly is: 'dns'
  readonly type: DnsType
  /** Labels of 1 to 63 bytes with dots between them, without a final one; `.` is the root. */
  readonly name: string
}

export interface MiscCheckSettings extends TimedCheck {
  readonly is: 'misc'
  readonly command: Command
  /** Longer runs are ended and count as failed. */
  readonly timeout: Micros
  /** Exit statuses 2 to 255 set the weight instead of failing. */
  readonly dynamic: boolean
}

export interface UdpCheckSettings extends TimedCheck, Connection {
  readonly is: 'udp'
  /** Hexadecimal, two lower-case digits a byte; undefined: any datagram will do. */
  readonly payload: string | undefined
  /** Undefined: no answer is needed, only that none says that the server is not there. */
  readonly reply: UdpReply | undefined
}

export interface UdpReply {
  /** Hexadecimal, `x` for a digit that may be any; undefined: whatever comes is good. */
  readonly pattern: string | undefined
  /** Bytes, 0 to 65535; looked at only when there is a pattern. */
  readonly lengthMin: number
  readonly lengthMax: number
}

export interface PingCheckSettings extends TimedCheck, Connection {
  readonly is: 'ping'
}

/** A check without a timer: others tell it when something changes. */
export interface ToldCheck {
  readonly timing: Pick<CheckTiming, 'alpha'>
}

export interface FileCheckSettings extends ToldCheck {
  readonly is: 'file'
  /** Name of a track_file. */
  readonly file: string
  /** Multiplies the value of the file, -2147483647 to 2147483647; undefined: as the track_file says. */
  readonly weight: number | undefined
  /** Undefined: as the track_file says. */
  readonly reverse: boolean | undefined
}

export interface BfdCheckSettings extends ToldCheck {
  readonly is: 'bfd'
  /** Name of a bfd_instance. */
  readonly instance: string
}

export type CheckSettings =
  | TcpCheckSettings
  | HttpCheckSettings
  | SslCheckSettings
  | SmtpCheckSettings
  | DnsCheckSettings
  | MiscCheckSettings
  | UdpCheckSettings
  | PingCheckSettings
  | FileCheckSettings
  | BfdCheckSettings

/** What SSL_GET shows of itself to servers: keepalived.conf(5), SSL. Paths of PEM files. */
export interface SslSettings {
  readonly password: string | undefined
  readonly ca: string | undefined
  readonly certificate: string | undefined
  readonly key: string | undefined
}
