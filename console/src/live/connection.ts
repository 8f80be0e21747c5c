import { carriedHeaders } from '../api/client';
import { MessageReader } from './messages';

/** What a stream is narrowed to: the parameters of `GET /api/v2/public/live`. */
export type LiveQuery = Partial<
  Record<
    'events' | 'execution_id' | 'workflow_id' | 'slug' | 'status' | 'execution_type' | 'execution_source' | 'event' | 'linked_account_id',
    string
  >
>;

/** `polling`: the stream cannot be had (a proxy that keeps it back, too many streams); the page asks now and then instead. */
export type LiveState = 'connecting' | 'live' | 'polling' | 'paused';

export interface LiveCallbacks {
  onMessage: (type: string, data: unknown) => void;
  /** Something was missed, or nobody tells: what is shown is to be read again. */
  onMissed: () => void;
  onState: (state: LiveState) => void;
}

const FIRST_WAIT_MILLIS = 1_000;
const LONGEST_WAIT_MILLIS = 30_000;
const POLL_MILLIS = 10_000;
const FAILURES_UNTIL_POLLING = 2;
/** The server sends something every 15 s; after so long the line is dead. */
const SILENCE_MILLIS = 40_000;

/** One stream that comes back by itself: at once where it was, then with growing pauses, asking in between. */
export class LiveConnection {
  private readonly reader = { lastId: undefined as string | undefined };
  private aborter: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private poll: ReturnType<typeof setInterval> | undefined;
  private failures = 0;
  private stopped = true;

  constructor(
    private readonly query: LiveQuery,
    private readonly callbacks: LiveCallbacks,
  ) {}

  start() {
    if (!this.stopped) return;
    this.stopped = false;
    this.callbacks.onState('connecting');
    void this.run();
  }

  stop() {
    this.stopped = true;
    this.aborter?.abort();
    clearTimeout(this.timer);
    this.stopPolling();
    this.callbacks.onState('paused');
  }

  private async run() {
    this.aborter = new AbortController();
    try {
      await this.listen(this.aborter);
      this.failures = 0;
    } catch {
      this.failures++;
    }
    if (this.stopped) return;
    if (this.failures >= FAILURES_UNTIL_POLLING) this.startPolling();
    else this.callbacks.onState('connecting');
    const wait = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** this.failures) * (0.75 + Math.random() / 2);
    this.timer = setTimeout(() => void this.run(), wait);
  }

  private async listen(aborter: AbortController) {
    const address = new URL('/api/v2/public/live', window.location.origin);
    for (const [name, value] of Object.entries(this.query)) if (value) address.searchParams.set(name, value);
    const headers = { ...carriedHeaders(), ...(this.reader.lastId ? { 'last-event-id': this.reader.lastId } : {}) };
    const answer = await fetch(address, { headers, signal: aborter.signal, credentials: 'same-origin', cache: 'no-store' });
    if (!answer.ok || !answer.body) throw new Error(`The stream was refused: ${answer.status}`);
    const messages = new MessageReader();
    const text = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const dead = setTimeout(() => aborter.abort(), SILENCE_MILLIS);
      const { done, value } = await text.read().finally(() => clearTimeout(dead));
      if (done) return;
      for (const message of messages.take(value)) this.tell(message.type, message.data);
      this.reader.lastId = messages.lastId ?? this.reader.lastId;
    }
  }

  private tell(type: string, data: string) {
    if (type === 'ready') {
      this.failures = 0;
      this.stopPolling();
      this.callbacks.onState('live');
      // What happened before the stream was there is on nobody's list yet, unless the stream went on where it was.
      if (!(JSON.parse(data) as { continued?: boolean }).continued) this.callbacks.onMissed();
    } else if (type === 'reset') {
      this.callbacks.onMissed();
    } else {
      this.callbacks.onMessage(type, JSON.parse(data));
    }
  }

  private startPolling() {
    this.callbacks.onState('polling');
    this.poll ??= setInterval(() => this.callbacks.onMissed(), POLL_MILLIS);
  }

  private stopPolling() {
    clearInterval(this.poll);
    this.poll = undefined;
  }
}
