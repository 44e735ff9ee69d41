import { h, render } from 'preact';
import { App } from './app.ts';
import { followAddress } from './place.ts';
import { connect } from './store.ts';
import { followKeys, followTime } from './time.ts';

const root = document.querySelector('#page');
if (root === null) throw new Error('the page has no place to draw in');
followAddress();
followTime();
followKeys();
connect();
render(h(App, {}), root);
