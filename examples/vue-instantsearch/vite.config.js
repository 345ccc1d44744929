/** The package lies beside the examples, and Vite's dev server serves nothing above this folder unless it is told to. */
export default { server: { fs: { allow: ['../..'] } }, optimizeDeps: { exclude: ['seekling'] } }
