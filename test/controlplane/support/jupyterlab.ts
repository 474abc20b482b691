import puppeteer, { type Page } from 'puppeteer-core';

/** What a person does in a browser: opens JupyterLab, runs a cell, and may leave a terminal that prints something again and again. */
interface Visit {
  readonly executable: string;
  readonly url: string;
  readonly cell: string;
  readonly screenshot: string;
  readonly terminal?: string;
}

/** Longest wait for something to show. */
const PATIENCE = 120_000;

/** The notebook in front: others of an earlier visit may be open behind it. */
const FRONT = '.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook';

async function main({ executable, url, cell, screenshot, terminal }: Visit): Promise<void> {
  const browser = await puppeteer.launch({ executablePath: executable, headless: true, args: ['--window-size=1280,900'], env: { ...process.env }, defaultViewport: { width: 1280, height: 900 } });
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  try {
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

async function leaveTerminal(page: Page, command: string): Promise<void> {
  await fromLauncher(page, '.jp-LauncherCard[data-category="Other"] ::-p-text(Terminal)');
  // What is typed before the shell is there waits for it.
  await page.waitForSelector('.jp-Terminal .xterm-helper-textarea');
  await page.focus('.jp-Terminal .xterm-helper-textarea');
  await page.keyboard.type(`${command}\n`);
}

/** Takes what the launcher offers: the one that is shown at first, else a new one. */
async function fromLauncher(page: Page, card: string): Promise<void> {
  const offered = `.jp-Launcher ${card}`;
  await page.waitForSelector('#jp-main-dock-panel :is(.jp-Launcher, .jp-Terminal, .jp-NotebookPanel)', { visible: true });
  if ((await page.$('.jp-Launcher')) === null) await page.locator('#jp-main-dock-panel .lm-TabBar-addButton').click();
  await page.locator(offered).click();
}

void main(JSON.parse(process.argv[2] ?? '') as Visit);
