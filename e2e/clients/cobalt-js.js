// Walks with the published browser client and prints what it got as one line of JSON.
// node cobalt-js.js <part> <base URL> <session token> <what the part needs, as JSON>
const { Cobalt } = require("@cobaltio/cobalt-js");

const [part, baseUrl, token, given] = process.argv.slice(2);
const client = new Cobalt({ baseUrl, token });
const need = JSON.parse(given);

/** What a page would see of a failure. */
const failure = (call) =>
  call.then(
    (value) => ({ value }),
    (error) => ({ error: error.message }),
  );

const parts = {
  /** An account opens the page, connects with a key, and switches a workflow on. */
  async enable() {
    const account = await client.getAccountDetails();
    const apps = await client.getApp();
    const before = await client.getApp(need.app);
    const unknown = await failure(client.getApp("no-such-app"));
    const wrongKey = await failure(client.connect(need.app, { ...need.keys, api_key: "wrong" }));
    const connected = await client.connect(need.app, need.keys);
    const after = await client.getApp(need.app);
    const config = await client.config({ slug: need.app, config_id: undefined, labels: need.labels });
    const updated = await client.updateConfig({
      slug: need.app,
      config_id: config.config_id,
      fields: { [need.field]: "Inbox" },
      workflows: [{ id: need.workflow, enabled: true, fields: {} }],
    });
    const read = await client.getConfig(need.app, config.config_id);
    return { account, apps, before, unknown, wrongKey, connected, after, config, updated, read };
  },

  /** The page's window for the provider is opened, and closed by its user. */
  async oauth() {
    const opened = [];
    globalThis.window = {
      open(url) {
        opened.push(url);
        return { closed: true, close() {} };
      },
    };
    const connected = await client.connect(need.app);
    return { opened, connected };
  },

  async leave() {
    const deleted = await client.deleteConfig(need.app);
    const nothing = await client.disconnect(need.app);
    const app = await client.getApp(need.app);
    return { deleted, nothing: nothing === undefined, app };
  },
};

parts[part]().then(
  (result) => console.log(JSON.stringify(result)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
