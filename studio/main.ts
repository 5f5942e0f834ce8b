import { mount } from 'svelte';
import App from './App.svelte';
import { isolate } from './isolation.ts';
import './style.css';

void isolate();
mount(App, { target: document.getElementById('studio')! });
