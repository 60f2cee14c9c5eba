/** Captures of either format as frames, and where and why reading one had to stop. */
import { decodePcap, isPcap } from './pcap.ts'
import { decodePcapng, isPcapng } from './pcapng.ts'

export interface CapturedFrame {
  /** Where its record starts in the file. */
  readonly offset: number
  /** Since 1970; undefined: the record has no time. */
  readonly at: { readonly seconds: number; readonly nanoseconds: number } | undefined
  /** https://www.tcpdump.org/linktypes.html */
  readonly linkType: number
  /** Bytes on the wire; more than `bytes` when the capture has cut the frame. */
  readonly originalLength: number
  /** A view of the file. */
  readonly bytes: Uint8Array
}

export interface CaptureFault {
  readonly is: 'not-a-capture' | 'cut-short' | 'impossible-length' | 'unknown-interface' | 'unknown-version'
  /** In the file. */
  readonly offset: number
}

/** All frames before the fault, if there is one. */
export interface Capture {
  readonly frames: readonly CapturedFrame[]
  readonly fault: CaptureFault | undefined
}

/** Whether a file starts like a capture, whole or not. */
export function isCapture(file: Uint8Array): boolean {
  return isPcap(file) || isPcapng(file)
}

/** Reads a file of either format. Never throws: what can be read before a fault is there. */
export function decodeCapture(file: Uint8Array): Capture {
  if (isPcap(file)) return decodePcap(file)
  if (isPcapng(file)) return decodePcapng(file)
  return { frames: [], fault: { is: 'not-a-capture', offset: 0 } }
}
