import { describe, expect, it } from 'vitest';
import { failureOf } from './failure';

describe('failureOf', () => {
  it('keeps message, code, request id and fields of the one error body', () => {
    const failure = failureOf(new Response(null, { status: 400 }), {
      message: 'name is missing',
      error_code: 'VALIDATION_ERROR',
      request_id: 'r-1',
      errors: [{ field: 'name', message: 'name is missing' }],
    });
    expect(failure.status).toBe(400);
    expect(failure.message).toBe('name is missing');
    expect(failure.code).toBe('VALIDATION_ERROR');
    expect(failure.requestId).toBe('r-1');
    expect(failure.fields).toEqual({ name: 'name is missing' });
  });

  it('finds the field at the beginning of the sentence', () => {
    const failure = failureOf(new Response(null, { status: 400 }), { message: 'new_password must have 12 to 256 characters' });
    expect(failure.fields).toEqual({ new_password: 'new_password must have 12 to 256 characters' });
    expect(failureOf(new Response(null, { status: 400 }), { message: 'Too many of them' }).fields).toEqual({});
  });

  it('makes a sentence of an answer that is not the server’s own', () => {
    const failure = failureOf(new Response(null, { status: 502, statusText: 'Bad Gateway' }), '<html>');
    expect(failure.message).toBe('502 Bad Gateway');
    expect(failure.fields).toEqual({});
  });
});
