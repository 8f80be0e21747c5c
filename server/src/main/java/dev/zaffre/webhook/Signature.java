package dev.zaffre.webhook;

import dev.zaffre.base.Secret;
import dev.zaffre.delivery.OutboundRequest.Header;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * By which a receiver knows that a body is ours: {@code x-cobalt-signature}, hex HMAC-SHA256 of the body under an API key, and the
 * headers of the Standard Webhooks specification 1.0, with one signature for each secret that is valid. A revoked API key signs
 * nothing, and neither does one that was never named.
 */
final class Signature {
    private static final String SECRET_PREFIX = "whsec_";

    private Signature() {}

    /** @param message the same in every attempt and replay, so that a receiver knows what it has had */
    static List<Header> headers(Target target, UUID message, Instant now, byte[] body) {
        String id = "msg_" + message.toString().replace("-", "");
        long seconds = now.getEpochSecond();
        byte[] signed = signedContent(id, seconds, body);
        String signatures = target.secretsAt(now).stream()
                .map(secret -> "v1," + Base64.getEncoder().encodeToString(hmac(keyOf(secret), signed)))
                .collect(Collectors.joining(" "));
        List<Header> headers = new ArrayList<>(List.of(
                new Header("webhook-id", id),
                new Header("webhook-timestamp", Long.toString(seconds)),
                new Header("webhook-signature", signatures)));
        Target.Signer signer = target.signer();
        if (signer != null && signer.active()) {
            byte[] apiKey = signer.key().reveal().getBytes(StandardCharsets.UTF_8);
            headers.add(new Header("x-cobalt-signature", HexFormat.of().formatHex(hmac(apiKey, body))));
        }
        return headers;
    }

    private static byte[] signedContent(String id, long seconds, byte[] body) {
        ByteArrayOutputStream content = new ByteArrayOutputStream(body.length + 64);
        content.writeBytes((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
        content.writeBytes(body);
        return content.toByteArray();
    }

    private static byte[] keyOf(Secret secret) {
        return Base64.getDecoder().decode(secret.reveal().substring(SECRET_PREFIX.length()));
    }

    private static byte[] hmac(byte[] key, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA256", e);
        }
    }
}
