package dev.zaffre.contract;

import dev.zaffre.base.Json;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** What came back for one request; it was already checked against the contract. */
public record Answer(int status, HttpHeaders headers, byte[] body) {
    public JsonNode json() {
        return Json.MAPPER.readTree(body);
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** Fails with the whole answer unless it is a 200. */
    public Answer ok() {
        if (status != 200) {
            throw new AssertionError("expected 200, got " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return status + " " + text();
    }
}
