import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { peers, peersNamed } from '../../../scripts/peers/engines.mjs'

test('every engine has an adapter, and a pinned version of what it loads', () => {
  for (const { name, packages } of peers) {
    const file = new URL(`../../bench/peers/${name}.ts`, import.meta.url)
    expect(existsSync(file), name).toBe(true)
    for (const version of Object.values(packages)) expect(version).toMatch(/^\d+\.\d+\.\d+/)
  }
})

test('what the benchmark installs is no dependency of the project', () => {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  const { dependencies, devDependencies } = JSON.parse(text)
  const installed = peers.flatMap(({ packages }) => Object.keys(packages))
  expect(installed.filter((name) => name in dependencies || name in devDependencies)).toEqual([])
})

test('engines are chosen by name, in the order of the table', () => {
  expect(peersNamed(undefined)).toBe(peers)
  expect(peersNamed('sqlite, seekling').map(({ name }) => name)).toEqual(['seekling', 'sqlite'])
  expect(() => peersNamed('seekling,minsearch')).toThrow('"minsearch". It takes seekling, minisearch,')
})
