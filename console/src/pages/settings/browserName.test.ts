import { describe, expect, it } from 'vitest';
import { browserName } from './browserName';

describe('browserName', () => {
  it('knows the browsers that say they are others', () => {
    expect(browserName('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0')).toBe('Edge, Windows');
    expect(browserName('Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1 (KHTML, like Gecko) Version/17.0 Safari/605.1')).toBe('Safari, macOS');
    expect(browserName('Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0')).toBe('Firefox, Linux');
  });

  it('shows what else there is, and nothing for nothing', () => {
    expect(browserName('curl/8.5')).toBe('curl/8.5');
    expect(browserName('')).toBeUndefined();
  });
});
