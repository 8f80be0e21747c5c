package dev.zaffre.base;

import java.util.UUID;

/** Our own id of a linked account; the id that the company chose for it is its {@code linked_account_id}, a text. */
public record AccountId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
