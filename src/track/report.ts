/**
 * What every kind of tracked thing reports to the virtual routers, as plain data that crosses from the parent
 * to the worker. keepalived.conf(5), track_script and its neighbours. Refuses to know weights and instances:
 * what a report does to a priority is each instance's own (vrrp/standing.ts).
 */

/**
 * The newest word of one tracked thing; an earlier report of the same kind and name is void with it. Before
 * the first one nothing is known of it.
 */
export type TrackReport =
  /** A script's verdict, a process's quorum, or whether a BFD session is up. */
  | { readonly of: 'script' | 'process' | 'bfd'; readonly name: string; readonly verdict: Verdict }
  /** The number in a file, of 32 bits with sign: 0 for a file that is missing or holds no number. */
  | { readonly of: 'file'; readonly name: string; readonly value: number }

export type Verdict = 'good' | 'bad'

/**
 * One text for each tracked thing: reports with the same key are of the same thing, so that the newest can be
 * kept in a map. The kind has no blank in it, so no name can make two of them alike.
 */
export function reportKey({ of, name }: Pick<TrackReport, 'of' | 'name'>): string {
  return `${of} ${name}`
}
