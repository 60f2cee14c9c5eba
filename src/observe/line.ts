/** What one event looks like in a log: the form in which rooms' events leave for people and machines. */

/** `detail` is told only with -D, `extra` with -D twice (keepalived(8), --log-detail). */
export type Level = 'alert' | 'error' | 'warning' | 'info' | 'detail' | 'extra'

export interface Line {
  readonly level: Level
  /** The event's kind: the same word is the log field and the metric label. */
  readonly kind: string
  /** keepalived's words wherever it has words for it, because tools look for them. */
  readonly text: string
  /** The event's own fields. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** How important an event is, and its words. */
export type Telling = readonly [Level, string]

/** The words of every kind of a union of events: a kind without an entry does not compile. */
export type Tellings<Event extends { readonly is: string }> = {
  readonly [Kind in Event['is']]: (event: Event & { readonly is: Kind }) => Telling
}
