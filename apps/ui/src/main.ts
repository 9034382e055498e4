import "./styles/fonts.css";
import "./styles/themes.css";
import "./styles/base.css";
import "./styles/blocks.css";
import "./styles/control.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { Page } from "./live/page.svelte.ts";

const page = new Page();
mount(App, { target: document.getElementById("page")!, props: { page } });
void page.start();
