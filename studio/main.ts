import { mount } from 'svelte';
import App from './App.svelte';
import { isolate } from './isolation.ts';
import './style/base.css';
import './style/frame.css';
import './style/controls.css';
import './style/images.css';
import './style/answers.css';
import './style/tables.css';
import './style/figures.css';
import './style/volume.css';
import './style/widths.css';

void isolate();
mount(App, { target: document.getElementById('studio')! });
