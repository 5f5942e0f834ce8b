// npm run build: all that is published, without packing it; `npm run pack` does both.
import { build, buildTypes, install } from './prepare.mjs';

install();
build();
buildTypes();
