// No editor and no telemetry: only the flow runs.
module.exports = {
    uiHost: "127.0.0.1",
    flowFile: "flows.json",
    httpAdminRoot: false,
    disableEditor: true,
    telemetry: { enabled: false },
    logging: { console: { level: "warn", metrics: false, audit: false } },
};
