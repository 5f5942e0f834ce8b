// node scripts/studio.mjs: builds studio/ to dist/studio, as it is served. `npx vite studio` serves it while one works.
import { build } from 'vite';
import config from '../studio/vite.config.mjs';

await build(config);
