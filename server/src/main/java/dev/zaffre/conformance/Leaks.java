package dev.zaffre.conformance;

import dev.zaffre.base.Json;
import dev.zaffre.catalog.Credential;
import dev.zaffre.delivery.CallRecord;
import dev.zaffre.delivery.Exchange;
import dev.zaffre.delivery.OutboundRequest;
import dev.zaffre.delivery.Outcome;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Looks for secrets in what is kept of a call to an app that repeats everything that it is sent. */
final class Leaks {
    private static final Pattern HEXADECIMAL = Pattern.compile("%[0-9A-F]{2}");
    private static final int BASE64_BITS = 6;

    private Leaks() {}

    /** Where a secret is readable; empty when none is. */
    static List<String> of(Subject on, Connector.Example example, Credential credential, List<String> secrets) {
        OutboundRequest request = on.prepare(example, credential, Subject.KEY);
        on.played().willAnswer();
        on.http().send(request);
        LocalApp.Received received = on.played().received().getFirst();
        Set<String> forms = new LinkedHashSet<>();
        secrets.forEach(secret -> addForms(secret, forms));
        String echo = received.target() + "\n" + received.headers() + "\n" + received.text() + "\n"
                + String.join("\n", forms);
        on.played()
                .willAnswer(new LocalApp.Answer(
                        400,
                        Map.of("X-Echo", ascii(secrets)),
                        Json.write(Json.object().put("error", echo).put("message", echo))));
        Exchange exchange = on.local().judge(on.http().send(request));
        Exchange.Answer answer = exchange.answer();
        if (answer == null) {
            return List.of("the echo did not arrive: " + exchange.outcome());
        }
        Outcome hidden = exchange.outcome().hiding(request.secrets());
        List<String> leaks = new ArrayList<>();
        leaks.addAll(readable("the record of the request", CallRecord.request(request), forms));
        leaks.addAll(readable("the record of the answer", CallRecord.response(answer, request.secrets()), forms));
        leaks.addAll(readable("the reason", StringNode.valueOf(hidden.toString()), forms));
        return leaks;
    }

    private static String ascii(List<String> secrets) {
        return String.join(" ", secrets).replaceAll("[^ -~]", "");
    }

    private static void addForms(String secret, Set<String> forms) {
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        String quoted = Json.write(StringNode.valueOf(secret));
        forms.add(secret);
        forms.add(encoded);
        forms.add(encoded.replace("+", "%20"));
        forms.add(HEXADECIMAL
                .matcher(encoded)
                .replaceAll(hex -> Matcher.quoteReplacement(hex.group().toLowerCase(Locale.ROOT))));
        forms.add(quoted.substring(1, quoted.length() - 1));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        // Only the characters that do not depend on what follows.
        forms.add(Base64.getEncoder().encodeToString(bytes).substring(0, bytes.length * Byte.SIZE / BASE64_BITS));
    }

    private static List<String> readable(String where, JsonNode record, Set<String> forms) {
        List<String> texts = new ArrayList<>();
        texts(record, texts);
        List<String> leaks = new ArrayList<>();
        int number = 0;
        for (String form : forms) {
            number++;
            if (texts.stream().anyMatch(text -> text.contains(form))) {
                // Never the secret itself, not even a made-up one.
                leaks.add(where + " shows a secret in its form " + number + " of " + forms.size());
            }
        }
        return leaks;
    }

    private static void texts(JsonNode node, List<String> texts) {
        if (node.isString()) {
            texts.add(node.stringValue());
        }
        node.properties().forEach(member -> {
            texts.add(member.getKey());
            texts(member.getValue(), texts);
        });
        if (node.isArray()) {
            node.forEach(element -> texts(element, texts));
        }
    }
}
