/** The package of VitePress as far as it is used; whoever has the plugin has it. */
declare module 'vitepress' {
  import type { MarkdownRenderer } from './vitepress-shapes.ts'
  export function createMarkdownRenderer(
    srcDir: string,
    options: unknown,
    base: string,
    logger: unknown,
  ): Promise<MarkdownRenderer>
}
