// extension.js: starts `dtm lsp` and hands it the YAML of the workspace, and assessments that are JSON.
'use strict';

const { commands, window, workspace } = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

/** @type {LanguageClient | undefined} */
let client;

/** @param {string} path */
function whole(path) {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  return path.replaceAll('${workspaceFolder}', folder);
}

function create() {
  const settings = workspace.getConfiguration('dicomThreatMatrix');
  const matrix = whole(settings.get('matrix', ''));
  const args = [...(matrix ? ['--matrix', matrix] : []), 'lsp'];
  const server = { command: whole(settings.get('path', 'dtm')), args };
  const files = ['**/*.yaml', '**/*.yml', '**/words.txt', '**/attack/*.json', '**/*.assessment.json'];
  return new LanguageClient('dicomThreatMatrix', 'DICOM Threat Matrix', server, {
    documentSelector: files.map((pattern) => ({ scheme: 'file', pattern })),
  });
}

async function stop() {
  const old = client;
  client = undefined;
  if (old?.isRunning()) await old.stop();
}

async function restart() {
  await stop();
  client = create();
  try {
    await client.start();
  } catch (error) {
    const say = 'The program `dtm` did not start; name it in the setting dicomThreatMatrix.path.';
    window.showErrorMessage(`${say} ${error}`);
  }
}

/** @param {import('vscode').ExtensionContext} context */
async function activate(context) {
  context.subscriptions.push(
    commands.registerCommand('dicomThreatMatrix.restart', restart),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('dicomThreatMatrix')) restart();
    }),
  );
  await restart();
}

module.exports = { activate, deactivate: stop };
