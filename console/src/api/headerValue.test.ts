import { describe, expect, it } from 'vitest';
import { headerValue, headerValues } from './headerValue';

describe('headerValue', () => {
  it('leaves ASCII as it is', () => {
    expect(headerValue("o'neill & sons")).toBe("o'neill & sons");
  });

  it('can be sent, whatever the text', () => {
    const sent = new Headers(headerValues({ linked_account_id: '客户-ü' })).get('linked_account_id') ?? '';
    expect(new TextDecoder().decode(Uint8Array.from(sent, (byte) => byte.charCodeAt(0)))).toBe('客户-ü');
  });
});
