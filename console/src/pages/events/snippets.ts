import { javascriptBody, javascriptText, javaText, javaTextBlock, pythonText, pythonValue, shellText } from './literals';

export const LANGUAGES = ['curl', 'javascript', 'java', 'python'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One request as somebody's backend would send it. */
export interface SentRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** JSON as text; without one, the request has no body. */
  body?: string;
}

export interface EventCall {
  /** Where the server is, without a slash at the end. */
  base: string;
  event: string;
  /** JSON as text. */
  payload: string;
  account: string;
  apiKey: string;
  /** Only workflows of this app. */
  app?: string;
}

/** The request that sends an event. An id that not every language can write into a header stands in the address. */
export function eventRequest({ base, event, payload, account, apiKey, app }: EventCall): SentRequest {
  const inner = payload.trim().split('\n').join('\n  ');
  const fitsHeader = /^[\x20-\x7e]*$/.test(account);
  const query = fitsHeader ? '' : `?linked_account_id=${encodeURIComponent(account)}`;
  return {
    method: 'POST',
    url: `${base}/api/v2/public/event${app ? `/${encodeURIComponent(app)}` : ''}${query}`,
    headers: { 'Content-Type': 'application/json', ...(fitsHeader ? { linked_account_id: account } : {}), 'x-api-key': apiKey },
    body: `{\n  "event": ${JSON.stringify(event)},\n  "payload": ${inner}\n}`,
  };
}

export function snippet(language: Language, request: SentRequest): string {
  switch (language) {
    case 'curl':
      return curl(request);
    case 'javascript':
      return javascript(request);
    case 'java':
      return java(request);
    case 'python':
      return python(request);
  }
}

export function curl({ method, url, headers, body }: SentRequest): string {
  const parts = [
    `curl --request ${method}`,
    `--url ${shellText(url)}`,
    ...Object.entries(headers).map(([name, value]) => `--header ${shellText(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${shellText(body)}`]),
  ];
  return parts.join(' \\\n  ');
}

function javascript({ method, url, headers, body }: SentRequest): string {
  const named = Object.entries(headers).map(([name, value]) => `    ${javascriptText(name)}: ${javascriptText(value)},\n`);
  const sent = body === undefined ? '' : `  body: ${javascriptBody(body).split('\n').join('\n  ')},\n`;
  return (
    `const response = await fetch(${javascriptText(url)}, {\n  method: ${javascriptText(method)},\n` +
    `  headers: {\n${named.join('')}  },\n${sent}});\nconsole.log(response.status, await response.json());\n`
  );
}

function java({ method, url, headers, body }: SentRequest): string {
  const named = Object.entries(headers).map(([name, value]) => `        .header(${javaText(name)}, ${javaText(value)})\n`);
  const publisher = body === undefined ? 'BodyPublishers.noBody()' : 'BodyPublishers.ofString(body)';
  const block = body === undefined ? '' : `    var body = ${javaTextBlock(body, '        ')};\n`;
  return (
    'import java.net.URI;\nimport java.net.http.HttpClient;\nimport java.net.http.HttpRequest;\n' +
    'import java.net.http.HttpRequest.BodyPublishers;\nimport java.net.http.HttpResponse.BodyHandlers;\n\n' +
    'class SendEvent {\n  public static void main(String[] args) throws Exception {\n' +
    `${block}    var request = HttpRequest.newBuilder(URI.create(${javaText(url)}))\n${named.join('')}` +
    `        .method(${javaText(method)}, ${publisher})\n        .build();\n` +
    '    var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());\n' +
    '    System.out.println(response.statusCode() + " " + response.body());\n  }\n}\n'
  );
}

function python({ method, url, headers, body }: SentRequest): string {
  const named = Object.entries(headers).map(([name, value]) => `        ${pythonText(name)}: ${pythonText(value)},\n`);
  const sent = body === undefined ? '' : `body = ${pythonValue(body)}\n\n`;
  const data = body === undefined ? '' : '    data=json.dumps(body).encode(),\n';
  return (
    `import json\nimport urllib.error\nimport urllib.request\n\n${sent}request = urllib.request.Request(\n    ${pythonText(url)},\n    method=${pythonText(method)},\n${data}` +
    `    headers={\n${named.join('')}    },\n)\ntry:\n    response = urllib.request.urlopen(request)\nexcept urllib.error.HTTPError as refused:\n    response = refused\n` +
    'print(response.status, response.read().decode())\n'
  );
}
