import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where a server runs while pages are worked on: `ZAFFRE=http://127.0.0.1:7400 npm run dev`. */
const server = process.env.ZAFFRE ?? 'http://127.0.0.1:7400';

/** While pages are worked on: `/connect/<token>` is the portal, as the server answers it. */
const portalPage: Plugin = {
  name: 'portal-page',
  configureServer({ middlewares }) {
    middlewares.use((request, _answer, next) => {
      if (request.url?.startsWith('/connect/')) request.url = '/portal.html';
      next();
    });
  },
};

/** Each icon by its own file: through its index the library's six thousand would all be read, at every build. */
const singleIcons: Plugin = {
  name: 'single-icons',
  enforce: 'pre',
  apply: 'build',
  transform(code, id) {
    if (!id.includes('/src/') || !code.includes('@tabler/icons-react')) return undefined;
    return code.replace(/import\s*\{([^}]*)\}\s*from\s*'@tabler\/icons-react';/g, (_all, names: string) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.startsWith('type '))
        .map((name) => name.split(/\s+as\s+/))
        .map(([icon, local]) => `import ${local ?? icon} from '@tabler/icons-react/dist/esm/icons/${icon}.mjs';`)
        .join(' '),
    );
  },
};

export default defineConfig({
  plugins: [singleIcons, react(), portalPage],
  // Two pages, one build: what both need is shared. The server answers /console/* and /connect/* with them, and /assets/* for ever.
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rollupOptions: {
      input: { console: 'index.html', portal: 'portal.html' },
    },
  },
  server: {
    strictPort: true,
    proxy: Object.fromEntries(['/api', '/openapi.yaml', '/health'].map((path) => [path, { target: server }])),
  },
});
