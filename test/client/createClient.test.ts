import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient } from '../../src/client/createClient.js';
import { createRoute, type RouteOptions } from '../../src/client/createRoute.js';
import { endpointOf } from '../../src/client/endpointOf.js';
import { promptForm } from '../../src/codec/promptForm.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { ConfigError } from '../../src/errors/ConfigError.js';

function clientOf(...routes: readonly RouteOptions[]) {
  const client = createClient({ routes });
  onTestFinished(() => client.close());
  return client;
}

describe('createClient', () => {
  it('should order routes by priority and give each a name of its own', () => {
    const limiter = gcraLimiter({ concurrency: 1 });
    const client = clientOf(
      { baseUrl: 'https://a.example', priority: 2 },
      { baseUrl: 'https://b.example/v1', limiter },
      { baseUrl: 'https://b.example/v2' },
      { baseUrl: 'http://localhost:8080', name: 'local', priority: 1 },
      { baseUrl: 'https://b.example' },
    );
    expect(client.routes.map(({ name, priority }) => [name, priority])).toEqual([
      ['b.example', 0],
      ['b.example-2', 0],
      ['b.example-3', 0],
      ['local', 1],
      ['a.example', 2],
    ]);
    expect(client.routes.map((route) => route.limiter)).toEqual([
      limiter,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(client.observe).toBeUndefined();
  });

  it('should refuse no routes, and two of one name', () => {
    expect(() => clientOf()).toThrow(ConfigError);
    const route = { baseUrl: 'https://a.example', name: 'a' };
    expect(() => clientOf(route, route)).toThrow(/two routes are named a/);
  });
});

describe('createRoute', () => {
  const key = 'sk-0123456789';
  it.each<[string, Partial<RouteOptions>, RegExp]>([
    ['no URL', { baseUrl: 'api.deepseek.com' }, /expected something like https/],
    ['another protocol', { baseUrl: 'ftp://a.example' }, /https:\/\/ or http:\/\//],
    ['a password in the URL', { baseUrl: 'https://me:geheim123@a.example' }, /user name or password/],
    ['a fragment', { baseUrl: 'https://a.example/#x' }, /fragment/],
    ['a key in clear', { baseUrl: 'http://api.example.com', apiKey: key }, /in clear/],
    [
      'a secret header in clear',
      { baseUrl: 'http://api.example.com', headers: { 'x-api-key': key } },
      /in clear/,
    ],
    ['an empty key', { apiKey: '' }, /apiKey is empty/],
    ['a key with a line break', { apiKey: `${key}\n` }, /the API key holds characters/],
    ['a header with a line break', { headers: { a: 'x\r\ny: z' } }, /the header a holds/],
    ['a name that is none', { headers: { 'a b': 'x' } }, /no name of a header/],
    ['a header of ours', { headers: { Host: 'x' } }, /not yours to set/],
    ['HTTP/2 without TLS', { baseUrl: 'http://localhost', http2: true }, /http2 needs https/],
  ])('should refuse %s, without showing a secret', (_what, options, message) => {
    const build = () => createRoute({ baseUrl: 'https://a.example', ...options });
    expect(build).toThrow(ConfigError);
    expect(build).toThrow(message);
    expect(build).not.toThrow(/0123456789|geheim/);
  });

  it.each<Partial<RouteOptions>>([{ connections: 0 }, { connectMs: 0 }, { maxAnswerBytes: 0.5 }])(
    'should refuse %j',
    (options) => {
      expect(() => createRoute({ baseUrl: 'https://a.example', ...options })).toThrow(RangeError);
    },
  );

  it('should let a key go in clear to this machine and to private networks', () => {
    const near = [
      'localhost:1',
      '127.0.0.1',
      '[::1]',
      '10.1.2.3',
      '192.168.0.9',
      '172.16.0.1',
      'vllm',
      'gpu.local',
    ];
    for (const host of near) expect(() => endpointOf(`http://${host}`, '', true)).not.toThrow();
    for (const host of ['172.32.0.1', '8.8.8.8', '[2001:db8::1]', 'local.example.com', '10.example.com']) {
      expect(() => endpointOf(`http://${host}`, '', true)).toThrow(ConfigError);
      expect(() => endpointOf(`http://${host}`, '', false)).not.toThrow();
    }
  });
});

describe('endpointOf', () => {
  const path = '/chat/completions';
  it.each([
    ['https://a.example', '/chat/completions'],
    ['https://a.example/', '/chat/completions'],
    ['https://a.example/v1//', '/v1/chat/completions'],
    ['https://a.example/v1/chat/completions', '/v1/chat/completions'],
    ['https://a.example/openai?api-version=1', '/openai/chat/completions?api-version=1'],
  ])('should append the path of the codec: %s', (url, expected) => {
    expect(endpointOf(url, path, true)).toEqual({
      origin: 'https://a.example',
      path: expected,
      host: 'a.example',
    });
  });

  it('should leave a URL without a path of the codec alone', () => {
    expect(endpointOf('https://a.example', promptForm().path, true).path).toBe('/');
    expect(endpointOf('https://a.example/v1/nlp', '', true).path).toBe('/v1/nlp');
  });

  it('should have a scope that tells answers apart, and holds no key', () => {
    const route = {
      baseUrl: 'https://one.example/v1?token=abc',
      apiKey: 'sk-secret',
      params: { model: 'a' },
    };
    const scopes = [
      route,
      { ...route, baseUrl: 'https://two.example/v1' },
      { ...route, params: { model: 'b' } },
      { ...route, models: { a: 'b' } },
      { ...route, codec: promptForm() },
      { ...route, codec: promptForm({ replyField: 'reply' }) },
    ].map((first) => createClient({ routes: [{ ...route, name: 'second', priority: 1 }, first] }).scope);
    expect(new Set(scopes).size).toBe(scopes.length);
    expect(scopes.join()).not.toMatch(/secret|abc/);
    expect(createClient({ routes: [{ ...route, apiKey: 'sk-other', headers: { a: 'b' } }] }).scope).toBe(
      scopes[0],
    );
  });
});
