/**
 * The processes of a browser that was started with a mark in its environment: which there are, and
 * how they are killed. Linux only, by /proc; elsewhere only the one that was started is known.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** @typedef {{ pid: number, command: string }} BrowserProcess */

/**
 * Those with the mark, and those below them: a process may write its title over its environment, as
 * Chromium's do.
 * @param {string} mark As it stands in the environment, `NAME=value`.
 * @param {number | undefined} root The process that was started.
 * @returns {BrowserProcess[]}
 */
export function browserProcesses(mark, root) {
  if (!existsSync('/proc/self/environ')) return root === undefined || !isAlive(root) ? [] : [{ pid: root, command: '' }]
  const all = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const read = (/** @type {string} */ name) => readFileSync(`/proc/${pid}/${name}`, 'latin1')
        const [state, parent] = read('stat')
          .replace(/^.*\) /s, '')
          .split(' ')
        if (state === 'Z') return []
        const isMarked = read('environ').split('\0').includes(mark)
        return [
          { pid: Number(pid), parent: Number(parent), isMarked, command: read('cmdline').replaceAll('\0', ' ').trim() },
        ]
      } catch {
        // It has ended, or is another user's.
        return []
      }
    })
  const ours = new Set([root, ...all.filter(({ isMarked }) => isMarked).map(({ pid }) => pid)])
  for (let before = 0; before < ours.size; ) {
    before = ours.size
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid)
  }
  return all.filter(({ pid }) => ours.has(pid)).map(({ pid, command }) => ({ pid, command }))
}

/** SIGKILL, so that nothing can tidy up. @param {readonly number[]} pids */
export function killAtOnce(pids) {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
