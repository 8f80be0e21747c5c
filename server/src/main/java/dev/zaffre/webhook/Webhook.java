package dev.zaffre.webhook;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.http.Caller;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An address of the company's that wants to be told of some kinds of notices.
 *
 * @param isSingle the one that calls without an id mean
 * @param disabledReason when the server disabled it
 * @param failingSince nothing has arrived since; null: the last one did
 * @param updatedAt by people
 */
record Webhook(
        UUID id,
        EnvironmentId environment,
        boolean isSingle,
        Settings settings,
        Target target,
        @Nullable String disabledReason,
        @Nullable Instant failingSince,
        Instant createdAt,
        Instant updatedAt) {
    private static final int SHOWN_START = 8;
    private static final int SHOWN_END = 4;

    /** Who makes the body. */
    enum Type {
        DEFAULT,
        SLACK,
        CUSTOM;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What its owner says and may read back.
     *
     * @param events as they were written; each is a {@link NoticeKind}
     * @param app slug: only what happens there
     * @param workflows of what happens to workflows, only these; empty: all
     * @param body template when the type is custom: a text, or JSON with templates in it
     */
    record Settings(
            List<String> events,
            @Nullable String app,
            List<UUID> workflows,
            String method,
            Type type,
            @Nullable JsonNode body,
            @Nullable String description,
            @Nullable String group,
            boolean enabled) {
        Set<NoticeKind> kinds() {
            Set<NoticeKind> kinds = EnumSet.noneOf(NoticeKind.class);
            events.forEach(event -> NoticeKind.of(event).ifPresent(kinds::add));
            return kinds;
        }

        Settings withEvents(List<String> others) {
            return new Settings(others, app, workflows, method, type, body, description, group, enabled);
        }

        Settings inGroup(@Nullable String other) {
            return new Settings(events, app, workflows, method, type, body, description, other, enabled);
        }
    }

    /** Another address, or switched on by hand: what went wrong before is forgotten. */
    Webhook changed(Settings otherSettings, Target otherTarget) {
        boolean afresh = otherSettings.enabled()
                && (!settings.enabled() || !otherTarget.url().equals(target.url()));
        return new Webhook(
                id,
                environment,
                isSingle,
                otherSettings,
                otherTarget,
                afresh ? null : disabledReason,
                afresh ? null : failingSince,
                createdAt,
                updatedAt);
    }

    /** As the API shows it: values of headers and keys stay hidden. */
    ObjectNode json(Caller caller) {
        ObjectNode json = Json.object()
                .put("_id", id.toString())
                .put("org_id", caller.organization().toString())
                .put("environment", caller.environmentName())
                .put("webhook_url", target.url().reveal())
                .put("method", settings.method())
                .put("webhook_type", settings.type().text());
        settings.events().forEach(json.putArray("webhook_events")::add);
        ObjectNode headers = json.putObject("webhook_headers");
        target.headers().keySet().forEach(name -> headers.put(name, WebhookForm.HIDDEN));
        if (settings.type() == Type.CUSTOM && settings.body() != null) {
            json.set("webhook_body", settings.body());
        } else {
            json.put("webhook_body", settings.type() == Type.SLACK ? null : BodyTemplate.USUAL);
        }
        json.put("slug", settings.app());
        settings.workflows().forEach(workflow -> json.withArray("workflow_ids").add(workflow.toString()));
        json.withArray("workflow_ids");
        Target.Signer signer = target.signer();
        return json.put("description", settings.description())
                .put("webhook_description", settings.description())
                .put("group", settings.group())
                .put("is_enabled", settings.enabled())
                .put("disabled_reason", disabledReason)
                .put("failing_since", failingSince == null ? null : failingSince.toString())
                .put("signing_api_key", signer == null ? null : hint(signer.key()))
                .put("signing_api_key_revoked", signer != null && !signer.active())
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString());
    }

    /** As {@link #json}, with the secret: only when it is new. */
    ObjectNode jsonWithSecret(Caller caller) {
        return json(caller).put("secret", target.secret().reveal());
    }

    /** Enough to tell one's keys apart. */
    private static String hint(Secret key) {
        String text = key.reveal();
        return text.length() <= SHOWN_START + SHOWN_END
                ? WebhookForm.HIDDEN
                : text.substring(0, SHOWN_START) + WebhookForm.HIDDEN + text.substring(text.length() - SHOWN_END);
    }
}
