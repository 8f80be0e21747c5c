package dev.zaffre.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A database's address as people write it, taken apart so that no password stays in a URL that gets printed. */
record DatabaseUrl(String jdbc, Optional<String> user, Optional<String> password) {
    static DatabaseUrl parse(String text) {
        if (text.isEmpty()) {
            return new DatabaseUrl("", Optional.empty(), Optional.empty());
        }
        String address = text.replaceFirst("^(jdbc:postgresql:|postgresql:|postgres:)(//)?", "");
        int question = address.indexOf('?');
        String query = question < 0 ? "" : address.substring(question + 1);
        String place = question < 0 ? address : address.substring(0, question);
        Optional<String> user = Optional.empty();
        Optional<String> password = Optional.empty();
        int at = place.lastIndexOf('@');
        if (at >= 0) {
            String[] parts = place.substring(0, at).split(":", 2);
            user = Optional.of(decode(parts[0]));
            password = parts.length > 1 ? Optional.of(decode(parts[1])) : password;
            place = place.substring(at + 1);
        }
        List<String> rest = new ArrayList<>();
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&")) {
            if (parameter.startsWith("user=")) {
                user = Optional.of(decode(parameter.substring("user=".length())));
            } else if (parameter.startsWith("password=")) {
                password = Optional.of(decode(parameter.substring("password=".length())));
            } else {
                rest.add(parameter);
            }
        }
        String jdbc = "jdbc:postgresql://" + place + (rest.isEmpty() ? "" : "?" + String.join("&", rest));
        return new DatabaseUrl(jdbc, user.filter(name -> !name.isBlank()), password);
    }

    private static String decode(String text) {
        // A plus in a password is a plus; only percent escapes count.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
