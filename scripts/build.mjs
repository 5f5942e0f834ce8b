// npm run build: all that is published, so that `npm pack` afterwards makes the right package.
import { build, buildTypes, install } from './prepare.mjs';

install();
build();
buildTypes();
