package dev.zaffre.connection;

import dev.zaffre.catalog.Credential;
import java.util.UUID;

/**
 * A linked account's credential at an app, decrypted.
 *
 * @param active false: the app refused it, the customer must reconnect
 */
public record Connection(UUID id, String app, boolean active, Credential credential) {}
