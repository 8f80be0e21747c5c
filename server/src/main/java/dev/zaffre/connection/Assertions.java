package dev.zaffre.connection;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.template.JsonScope;
import dev.zaffre.template.Template;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/** The signed claims with which a client asks for a token (RFC 7523 section 2.1). */
final class Assertions {
    private Assertions() {}

    /**
     * A claim of its own for every request: providers may refuse one that they have seen.
     *
     * @throws App.InvalidInput naming the input whose key does not sign, or that a claim is made of and that is empty
     */
    static String signed(OAuth2.Assertion assertion, JsonScope scope, Instant now) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(claim("issuer", assertion.issuer(), scope))
                .audience(claim("audience", assertion.audience(), scope))
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(assertion.life())));
        Template subject = assertion.subject();
        if (subject != null) {
            claims.subject(claim("subject", subject, scope));
        }
        assertion.claims().forEach((name, value) -> claims.claim(name, value.renderText(scope)));
        JWSHeader.Builder header =
                new JWSHeader.Builder(JWSAlgorithm.parse(assertion.algorithm())).type(JOSEObjectType.JWT);
        Template keyId = assertion.keyId();
        if (keyId != null) {
            header.keyID(keyId.renderText(scope));
        }
        SignedJWT jwt = new SignedJWT(header.build(), claims.build());
        try {
            jwt.sign(SigningKey.of(assertion.algorithm(), assertion.key().renderText(scope)));
            return jwt.serialize();
        } catch (JOSEException | GeneralSecurityException | IllegalArgumentException e) {
            // The cause may repeat parts of the key.
            throw new App.InvalidInput(
                    subject(assertion.key()) + " must be " + SigningKey.expected(assertion.algorithm()));
        }
    }

    private static String claim(String what, Template template, JsonScope scope) {
        String text = template.renderText(scope);
        if (text.isBlank()) {
            throw new App.InvalidInput(
                    subject(template) + " is empty, but the " + what + " of the signed claim is made of it");
        }
        return text;
    }

    /** Whose matter the value of a template is, as the beginning of a sentence. */
    private static String subject(Template template) {
        for (Template.Path path : template.paths()) {
            List<String> segments = path.segments();
            if (segments.getFirst().equals("auth")) {
                return "Parameter '" + segments.getLast() + "'";
            }
            if (segments.getFirst().equals("settings")) {
                return "Setting '" + segments.getLast() + "' of the app";
            }
        }
        return "The connector's own text";
    }
}
