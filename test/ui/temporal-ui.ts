/** The Temporal UI as a person uses it. The only code that knows its controls; those of UI 2.41 to 2.54 are alike. */
import { errors, type Locator, type Page } from 'playwright-core';
import { RECOVERY_WORKFLOW_TYPE, TASK_QUEUE } from '../../src/contract/identifiers.ts';
import { waitFor } from '../support/recovery-world.ts';

export class TemporalUi {
  readonly page: Page;
  readonly #namespace: string;

  /** @param base - such as `http://localhost:8233`. */
  constructor(page: Page, base: string) {
    this.page = page;
    this.#namespace = `${base}/namespaces/default`;
  }

  /** The list of workflows; `query` is what a saved view holds. */
  async openList(query = ''): Promise<void> {
    await this.page.goto(`${this.#namespace}/workflows?query=${encodeURIComponent(query)}`);
    await this.page.getByRole('button', { name: 'Add Filter' }).waitFor();
  }

  /** Ids of the workflows that are listed, newest first. */
  async listedIds(): Promise<string[]> {
    const rows = this.page.getByTestId('workflows-summary-configurable-table-row');
    const ids = await rows.locator('a[href$="/history"]:nth-of-type(1)').allInnerTexts();
    return [...new Set(ids.filter((text) => text.includes(':')))];
  }

  /** Fills in the form of *Start Workflow*; nothing is started yet. @param workflowId - a random one without it. */
  async fillStartForm({ workflowId, input }: { workflowId?: string; input: string }): Promise<void> {
    const { page } = this;
    // With a queue and a type in its address, the form would be filled in like the latest run, its summary too.
    await page.goto(`${this.#namespace}/workflows/start-workflow`);
    await page.getByTestId('taskQueue').fill(TASK_QUEUE);
    await page.getByTestId('workflowType').fill(RECOVERY_WORKFLOW_TYPE);
    if (workflowId === undefined) await this.chooseRandomId();
    else await page.getByTestId('workflowId').fill(workflowId);
    await paste(page, this.#startInput, input);
    await page.getByText('Task Queue is Active').waitFor();
  }

  async chooseRandomId(): Promise<void> {
    await this.page.getByRole('button', { name: 'Random UUID' }).click();
  }

  /** Opens a link to a start form that is prefilled. @returns the input that it shows. */
  async openPrefilledForm(link: string): Promise<string> {
    await this.page.goto(link);
    await this.page.getByText('Task Queue is Active').waitFor();
    await this.#startInput.getByText('{').first().waitFor();
    return this.#startInput.innerText();
  }

  /** Types between the empty quotes of a field of the input that the form shows. */
  async fillIn(field: string, value: string): Promise<void> {
    const { keyboard } = this.page;
    await this.#startInput.getByText(`"${field}": ""`).first().click();
    await keyboard.press('End');
    await keyboard.press('ArrowLeft');
    await keyboard.press('ArrowLeft');
    await keyboard.insertText(value);
    await this.#startInput.blur();
  }

  get #startInput(): Locator {
    return this.page.getByRole('textbox').and(this.page.locator('[data-language="json"]'));
  }

  /** @returns the id that it was started under. */
  async start(): Promise<string> {
    const workflowId = await this.page.getByTestId('workflowId').inputValue();
    await this.page.getByTestId('start-workflow-button').click();
    await this.page.getByText('Workflow started successfully').waitFor();
    return workflowId;
  }

  /** The result of a run that is over, as the page shows it. */
  async result(): Promise<string> {
    const panel = this.page.getByRole('heading', { name: 'Result' }).locator('..');
    await panel.getByText('"outcome"').waitFor();
    return panel.innerText();
  }

  /** True when a link of Current Details is inside of their frame, which is lower than the page in it. */
  async isInSight(words: string): Promise<boolean> {
    const frame = await this.page.locator('iframe').last().boundingBox();
    const link = await this.#drawn.getByRole('link', { name: words }).boundingBox();
    return frame !== null && link !== null && link.y + link.height <= frame.y + frame.height;
  }

  /** Follows a link of Current Details, which opens a tab of its own. @returns that page. */
  async follow(words: string): Promise<Page> {
    const opened = this.page.waitForEvent('popup');
    await this.#drawn.getByRole('link', { name: words }).click();
    return opened;
  }

  /** The newest run of a workflow id, at one of its tabs. */
  async open(workflowId: string, tab: 'history' | 'user-metadata'): Promise<void> {
    const workflow = `${this.#namespace}/workflows/${encodeURIComponent(workflowId)}`;
    await this.page.goto(workflow);
    await this.page.getByTestId(`${tab}-tab`).click();
    await this.page.waitForURL(`**/${tab}`);
  }

  /** Reads Current Details again and again until they say this. @returns all of their text. */
  detailsSaying(words: string): Promise<string> {
    return waitFor(
      () => this.#currentDetails(),
      (shown) => shown.includes(words),
      (shown) => `“${words}”; the page says:\n${shown}`,
    );
  }

  async #currentDetails(): Promise<string> {
    await this.page.reload();
    try {
      return await this.#drawn.innerText({ timeout: 10_000 });
    } catch (error) {
      if (error instanceof errors.TimeoutError) return 'nothing: it asks once, and got no answer';
      throw error;
    }
  }

  /** Summary, Details and Current Details are drawn in frames of their own, in this order. */
  get #drawn(): Locator {
    return this.page.locator('iframe').last().contentFrame().locator('body:has(h2)');
  }

  async signal(name: string, json: string): Promise<void> {
    await this.submit(await this.fillDialog('Send a Signal', name, json));
  }

  /** The dialog of More Actions, filled in and not sent. */
  async fillDialog(action: 'Send a Signal' | 'Send an Update', name: string, json: string): Promise<Locator> {
    const { page } = this;
    await page.getByRole('button', { name: 'More Actions' }).click();
    await page.getByRole('menu').getByText(action).click();
    const dialog = page.locator('dialog[open]');
    await dialog.getByTestId(`${action === 'Send a Signal' ? 'signal' : 'update'}-select-button`).click();
    await dialog.getByRole('option', { name }).click();
    await this.write(dialog, json);
    return dialog;
  }

  /** Puts this into the input of a dialog, in place of what was there. */
  async write(dialog: Locator, json: string): Promise<void> {
    await paste(this.page, dialog.getByRole('textbox').last(), json);
  }

  /** Sends what a dialog holds, and it is refused. @returns what the dialog says, which stays open. */
  async refusal(dialog: Locator): Promise<string> {
    await dialog.getByTestId('confirm-modal-button').click();
    const alert = dialog.getByRole('alert');
    await alert.waitFor();
    return alert.innerText();
  }

  /** *Request Cancellation*, confirmed. */
  async cancel(): Promise<void> {
    await this.page.getByRole('button', { name: 'Request Cancellation' }).click();
    await this.submit(this.page.locator('dialog[open]'));
  }

  /** Sends what a dialog holds; it closes when that was taken. */
  async submit(dialog: Locator): Promise<void> {
    await dialog.getByTestId('confirm-modal-button').click();
    await dialog.waitFor({ state: 'hidden' });
  }
}

/**
 * Typed, the editor would close each bracket once more. It is left afterwards, because it then lays its text out anew,
 * and a button below would move away under the pointer.
 */
async function paste(page: Page, editor: Locator, text: string): Promise<void> {
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
  await editor.blur();
}
