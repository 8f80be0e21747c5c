package dev.zaffre.base;

import java.util.UUID;

/** Which environment (test or production of one organization) a row belongs to. Every query of customer data takes one. */
public record EnvironmentId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
