/** One message of a stream of server-sent events. */
export interface RawMessage {
  type: string;
  data: string;
}

/** Takes the text of a stream piece by piece, however it is cut, and gives out whole messages; remembers the last id. */
export class MessageReader {
  lastId: string | undefined;
  private rest = '';
  private type = '';
  private data: string[] = [];

  take(text: string): RawMessage[] {
    const lines = (this.rest + text).split(/\r\n|\n|\r/);
    this.rest = lines.pop() ?? '';
    const messages: RawMessage[] = [];
    for (const line of lines) {
      const message = this.line(line);
      if (message) messages.push(message);
    }
    return messages;
  }

  private line(line: string): RawMessage | undefined {
    if (line === '') {
      const message = this.data.length > 0 ? { type: this.type || 'message', data: this.data.join('\n') } : undefined;
      this.type = '';
      this.data = [];
      return message;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.type = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'id') this.lastId = value;
    return undefined;
  }
}
