import { setTimeout as sleep } from 'node:timers/promises';
import puppeteer, { type Page } from 'puppeteer-core';

/** What a person does in a browser: opens JupyterLab, runs a cell, and may leave a terminal that prints something again and again. */
export interface Visit {
  readonly executable: string;
  readonly url: string;
  readonly cell: string;
  readonly screenshot: string;
  readonly terminal?: Terminal;
  /** Options of the browser. @default - none */
  readonly browser?: readonly string[];
  /** What the browser has kept of an earlier visit. @default - nothing */
  readonly cookie?: { readonly name: string; readonly value: string; readonly domain: string };
}

/** What is typed into a terminal, and a pattern that shows in it then, and only then. */
interface Terminal {
  readonly command: string;
  readonly prints: string;
}

/** Longest wait for something to show. */
const PATIENCE = 120_000;

/** How long what was typed into a terminal may take to show something, before it is typed again. */
const ANSWER = 15_000;

/** The notebook in front: others of an earlier visit may be open behind it. */
const FRONT = '.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook';

async function main({ executable, url, cell, screenshot, terminal, browser: options = [], cookie }: Visit): Promise<void> {
  const browser = await puppeteer.launch({ executablePath: executable, headless: true, args: ['--window-size=1280,900', ...options], env: { ...process.env }, defaultViewport: { width: 1280, height: 900 } });
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  try {
    if (cookie !== undefined) await browser.setCookie({ ...cookie, path: '/', secure: true });
    await page.goto(url);
    if (terminal !== undefined) await leaveTerminal(page, terminal);
    const output = await runCell(page, cell);
    process.stdout.write(`${JSON.stringify({ output, title: await page.title() })}\n`);
  } finally {
    await page.screenshot({ path: screenshot as `${string}.png` });
    await browser.close();
  }
}

async function runCell(page: Page, code: string): Promise<string> {
  await fromLauncher(page, '.jp-LauncherCard[data-category="Notebook"]');
  await page.waitForSelector('::-p-text(| Idle)');
  await page.locator(`${FRONT} .jp-Cell .cm-content`).click();
  await page.keyboard.type(code);
  await page.keyboard.down('Shift');
  await page.keyboard.press('Enter');
  await page.keyboard.up('Shift');
  const output = await page.waitForSelector(`${FRONT} .jp-OutputArea-output pre`);
  return (await output?.evaluate((element) => element.textContent)) ?? '';
}

/** Goes on only when the terminal has printed what the command prints: what is typed while JupyterLab moves the focus goes elsewhere. */
async function leaveTerminal(page: Page, { command, prints }: Terminal): Promise<void> {
  const output = await terminalOutput(page);
  await fromLauncher(page, '.jp-LauncherCard[data-category="Other"] ::-p-text(Terminal)');
  await page.waitForSelector('.jp-Terminal .xterm-helper-textarea');
  const shows = async (pattern: RegExp, end: number): Promise<boolean> => {
    while (Date.now() < end && !pattern.test(output())) await sleep(100);
    return pattern.test(output());
  };
  const end = Date.now() + PATIENCE;
  if (!(await shows(/./, end))) throw new Error('The terminal shows no prompt.');
  do {
    if (Date.now() > end) throw new Error(`The terminal does not print ${prints}, but ${JSON.stringify(output())}.`);
    await page.focus('.jp-Terminal .xterm-helper-textarea');
    await page.keyboard.down('Control');
    await page.keyboard.press('C');
    await page.keyboard.up('Control');
    await page.keyboard.type(`${command}\n`);
  } while (!(await shows(new RegExp(prints), Date.now() + ANSWER)));
}

/** Everything that terminals have printed, as the browser was sent it: how it is drawn differs from browser to browser. */
async function terminalOutput(page: Page): Promise<() => string> {
  let output = '';
  const session = await page.createCDPSession();
  session.on('Network.webSocketFrameReceived', ({ response: { opcode, payloadData } }) => {
    const message: unknown = opcode === 1 ? JSON.parse(payloadData) : undefined;
    if (Array.isArray(message) && message[0] === 'stdout') output += String(message[1]);
  });
  await session.send('Network.enable');
  return () => output;
}

/** Takes what the launcher offers: the one that is shown at first, else a new one. */
async function fromLauncher(page: Page, card: string): Promise<void> {
  const offered = `.jp-Launcher ${card}`;
  await page.waitForSelector('#jp-main-dock-panel :is(.jp-Launcher, .jp-Terminal, .jp-NotebookPanel)', { visible: true });
  if ((await page.$('.jp-Launcher')) === null) await page.locator('#jp-main-dock-panel .lm-TabBar-addButton').click();
  await page.locator(offered).click();
}

void main(JSON.parse(process.argv[2] ?? '') as Visit);
