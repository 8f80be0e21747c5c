package dev.zaffre.webhook;

import dev.zaffre.base.Secret;
import dev.zaffre.vault.Vault;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a webhook sends to and with which keys: all of it is secret, the address too (chat tools put their token into it), and sealed
 * by the vault as one.
 *
 * @param url whole address
 * @param headers besides those of the signature
 * @param secret {@code whsec_...}, of the Standard Webhooks signature
 * @param previous the secret before; signs too until {@code previousUntil}
 * @param signer of {@code x-cobalt-signature}; null: no API key was named, and that header is left out
 */
record Target(
        Secret url,
        Map<String, Secret> headers,
        Secret secret,
        @Nullable Secret previous,
        @Nullable Instant previousUntil,
        @Nullable Signer signer) {
    /** What the vault calls such a value. */
    static final String KIND = "webhook";

    static final Duration OVERLAP = Duration.ofHours(24);
    private static final String HEADER = "header:";
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * An API key that signs.
     *
     * @param id of the API key
     * @param active it signs only while it is: whoever has found a revoked key must not pass for us
     */
    record Signer(UUID id, Secret key, boolean active) {}

    static Secret newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return new Secret("whsec_" + Base64.getEncoder().encodeToString(bytes));
    }

    Target rotated(Instant now) {
        return new Target(url, headers, newSecret(), secret, now.plus(OVERLAP), signer);
    }

    Target with(Secret otherUrl, Map<String, Secret> otherHeaders) {
        return new Target(otherUrl, otherHeaders, secret, previous, previousUntil, signer);
    }

    Target signedWith(@Nullable Signer other) {
        return new Target(url, headers, secret, previous, previousUntil, other);
    }

    /** Those that sign at a moment, the newest first. */
    List<Secret> secretsAt(Instant now) {
        return previous != null && previousUntil != null && now.isBefore(previousUntil)
                ? List.of(secret, previous)
                : List.of(secret);
    }

    /** Every text that must not be readable in what is kept of a call. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        texts.add(url.reveal());
        texts.add(secret.reveal());
        if (signer != null) {
            texts.add(signer.key().reveal());
        }
        if (previous != null) {
            texts.add(previous.reveal());
        }
        headers.values().forEach(value -> texts.add(value.reveal()));
        return texts;
    }

    /** For log lines. */
    String host() {
        return String.valueOf(URI.create(url.reveal()).getHost());
    }

    byte[] seal(Vault vault, UUID webhook) {
        Map<String, Secret> values = new LinkedHashMap<>();
        values.put("url", url);
        values.put("secret", secret);
        if (signer != null) {
            values.put("api_key", signer.key());
        }
        if (previous != null && previousUntil != null) {
            values.put("previous", previous);
            values.put("previous_until", new Secret(previousUntil.toString()));
        }
        headers.forEach((name, value) -> values.put(HEADER + name, value));
        return vault.sealMap(KIND, webhook, values);
    }

    /**
     * @param signing id of the API key among what is sealed; null: there is none
     * @param active whether that key is not revoked
     * @throws dev.zaffre.vault.Unreadable when the server's keys do not open it
     */
    static Target open(Vault vault, UUID webhook, byte[] sealed, @Nullable UUID signing, boolean active) {
        Map<String, Secret> values = vault.openMap(KIND, webhook, sealed);
        Map<String, Secret> headers = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(HEADER)) {
                headers.put(name.substring(HEADER.length()), value);
            }
        });
        Secret until = values.get("previous_until");
        return new Target(
                require(values, "url"),
                headers,
                require(values, "secret"),
                values.get("previous"),
                until == null ? null : Instant.parse(until.reveal()),
                signing == null ? null : new Signer(signing, require(values, "api_key"), active));
    }

    private static Secret require(Map<String, Secret> values, String name) {
        return java.util.Objects.requireNonNull(values.get(name), name);
    }
}
