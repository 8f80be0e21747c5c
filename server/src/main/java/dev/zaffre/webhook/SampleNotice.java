package dev.zaffre.webhook;

import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Notices that nothing caused, for trials and previews. */
final class SampleNotice {
    /** The {@code linked_account_id} that they are about. */
    static final String ACCOUNT = "sample-account";
    /** What the workflow is said to have answered. */
    static final JsonNode RESULT = Json.object().put("sample", true);

    private SampleNotice() {}

    static Notice of(NoticeKind kind, Webhook.Settings settings, Instant now) {
        String app = settings.app() == null ? "sample-app" : settings.app();
        if (kind.isOfConnection()) {
            return new Notice.OfConnection(kind, null, ACCOUNT, app, now);
        }
        UUID workflow = settings.workflows().isEmpty()
                ? Ids.next()
                : settings.workflows().getFirst();
        Notice.Failure failure = kind == NoticeKind.WORKFLOW_ERRORED
                ? new Notice.Failure("2", "Sample node", 5, now, "This is a trial: nothing failed")
                : null;
        return new Notice.OfWorkflow(
                kind,
                null,
                ACCOUNT,
                app,
                Ids.next(),
                workflow,
                "Sample workflow",
                ACCOUNT,
                kind.name().substring("WORKFLOW_".length()),
                failure,
                RESULT);
    }
}
