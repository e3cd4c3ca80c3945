import { expect, test } from 'vitest';
import { createReach } from '../outgoing/reach.ts';
import { receiverUrlProblem } from './receiver-url.ts';

const problemOf = (url: string, ranges: string[] = []) =>
  receiverUrlProblem(url, createReach({ names: [], ranges }));

test.each([
  'https://hooks.example.org/stillpress?token=a',
  'http://hooks.example.org',
  'https://hooks.example.org:8443/',
  'http://hooks.example.org:80/',
  'https://1.1.1.1/',
  'https://[2606:4700:4700::1111]/',
  'https://bücher.example/',
])('takes %s', (url) => expect(problemOf(url)).toBeNull());

test.each([
  'http://127.0.0.1/',
  'http://127.1/',
  'http://0x7f000001/',
  'http://0x7f.0.0.1/',
  'http://2130706433/',
  'http://017700000001/',
  'http://0177.0.0.1/',
  'http://127.0.0.1./',
  'http://%31%32%37.0.0.1/',
  'http://１２７.０.０.１/',
  'http://127。0。0。1/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[0:0:0:0:0:ffff:127.0.0.1]/',
  'http://[64:ff9b::127.0.0.1]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://0/',
  'http://localhost/',
  'http://LOCALHOST./',
  'http://admin.localhost/',
])('finds that %s leads into the own network', (url) => {
  expect(problemOf(url)).toContain('not on the public internet');
  expect(problemOf(url)).toContain('WEBHOOK_ALLOW_HOSTS');
});

test.each([
  ['ftp://hooks.example.org/', 'https or http'],
  ['file:///etc/passwd', 'https or http'],
  ['javascript:alert(1)', 'https or http'],
  ['gopher://hooks.example.org/', 'https or http'],
  ['/hook', 'https or http'],
  ['https://', 'https or http'],
  ['https://hooks.example.org\n/', 'line break'],
  ['https://me:secret@hooks.example.org/', 'user or a password'],
  ['https://127.0.0.1@hooks.example.org/', 'user or a password'],
  ['https://hooks.example.org/#part', 'fragment'],
  ['https://hooks.example.org:25/', 'Port 25'],
  ['http://hooks.example.org:22/', 'Port 22'],
  ['https://hooks.example.org:0/', 'Port 0'],
  [`https://hooks.example.org/${'a'.repeat(2_000)}`, '2000'],
])('refuses %s', (url, words) => expect(problemOf(url)).toContain(words));

test('takes what the operator has named', () => {
  expect(problemOf('http://127.0.0.1:9000/', ['127.0.0.0/8'])).toBeNull();
  expect(problemOf('http://localhost:9000/', ['127.0.0.0/8'])).toBeNull();
  expect(problemOf('http://0x7f000001:9000/', ['127.0.0.0/8'])).toBeNull();
  expect(problemOf('http://10.0.0.1:9000/', ['127.0.0.0/8'])).toContain('10.0.0.1');
});
