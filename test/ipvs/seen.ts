/** What the programs of `inside/` report. Tables are lines of ipvsadm, times milliseconds. */

export interface FailoverSeen {
  started: string[]
  settled: string[]
  ranSettled: string[]
  /** Who answered. */
  client1: string[]
  client2: string[]
  removedAfter: number
  dead: 'rs1' | 'rs2'
  whileDead: string[]
  client1WhileDead: string[]
  returnedAfter: number
  returned: string[]
  reloaded: string[]
  /** Ours only. */
  whileCheckerDead: { readonly table: string[]; readonly client: string }
  afterCheckerDied: string[]
  status: number | null
  stopped: string[]
  /** Scripts, in the order in which they ran. */
  ran: string[]
  log: string[]
}

export interface LeftoversSeen {
  afterParentKilled: string[]
  leftBehind: string[]
  adopted: string[]
  status: number | null
  stopped: string[]
}

export interface RtnetlinkSeen {
  links: string[]
  /** How many requests were answered how: 'done' or the name of an errno. */
  added: Record<string, number>
  again: Record<string, number>
  six: Record<string, number>
  /** Addresses on the interface that carry our mark. */
  present: number
  sixFlags: number
  ownNotifications: number
  removed: Record<string, number>
  /** What others did: `gone ADDRESS`, `left up`, `left down`. */
  reports: string[]
  overruns: number
}
