import { createEventReader, type EventReader } from './createEventReader.js';
import { answerTooLarge, brokenCoding, createInflater, type Inflater } from './decompress.js';

/** Takes the events of a body. */
export interface EventListener {
  /** `event` is its name, where the server gave one. */
  onEvent(data: string, event: string | undefined): void;
  onEventsEnd(): void;
  onEventsError(error: unknown): void;
}

/** A body of server-sent events, packed or not, that is read as it comes. */
export class EventBody {
  private readonly listener: EventListener;
  private readonly maxBytes: number;
  private readonly reader: EventReader;
  private readonly inflater: Inflater | undefined;

  /** Throws a `CallError` for a coding that is unknown. */
  constructor(encoding: string | undefined, maxBytes: number, listener: EventListener) {
    this.listener = listener;
    this.maxBytes = maxBytes;
    this.reader = createEventReader((data, event) => listener.onEvent(data, event), maxBytes);
    const coding = encoding?.trim().toLowerCase() ?? '';
    if (coding !== '' && coding !== 'identity') this.inflater = this.inflate(coding);
  }

  write(chunk: Buffer): void {
    const { inflater } = this;
    if (inflater === undefined) {
      this.read(chunk);
      return;
    }
    inflater.write(chunk);
    // What waits to be unpacked is memory too.
    if (inflater.writableLength > this.maxBytes) this.listener.onEventsError(answerTooLarge(this.maxBytes));
  }

  end(): void {
    if (this.inflater === undefined) this.finish();
    else this.inflater.end();
  }

  destroy(): void {
    this.inflater?.destroy();
  }

  private read(chunk: Uint8Array): void {
    try {
      this.reader.read(chunk);
    } catch (error) {
      this.listener.onEventsError(error);
    }
  }

  private finish(): void {
    try {
      this.reader.end();
    } catch (error) {
      this.listener.onEventsError(error);
    }
    this.listener.onEventsEnd();
  }

  private inflate(coding: string): Inflater {
    return createInflater(coding)
      .on('data', (chunk: Buffer) => this.read(chunk))
      .on('end', () => this.finish())
      .on('error', (error) => {
        // A body that was cut lacks the end of its coding too; that it was cut is what the listener finds out.
        if ((error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR') this.finish();
        else this.listener.onEventsError(brokenCoding(coding, error));
      });
  }
}
