package dev.zaffre;

import dev.zaffre.account.Organizations;
import dev.zaffre.base.Json;
import dev.zaffre.user.ConsoleUsers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import tools.jackson.databind.node.ObjectNode;

/** {@code credentials.json}: what the first start makes and shows only here. Readable by its owner alone. */
record CredentialsFile(Path path) {
    /** The first keys. What the file said before is gone. */
    void write(Organizations.Bootstrap made) {
        ObjectNode file = Json.object()
                .put("organization_id", made.organization().toString())
                .put("application_id", made.application().toString());
        ObjectNode environments = file.putObject("environments");
        made.keys()
                .forEach((name, key) ->
                        environments.putObject(name).put("api_key", key.key().reveal()));
        replace(file);
    }

    /** The first owner, beside what the file says already. */
    void add(String publicUrl, ConsoleUsers.FirstOwner owner) {
        ObjectNode file = read();
        file.putObject("console")
                .put("url", publicUrl + "/console")
                .put("owner", owner.email())
                .put("set_password_url", owner.setPasswordUrl());
        replace(file);
    }

    private ObjectNode read() {
        try {
            return Files.exists(path) && Json.parse(Files.readAllBytes(path)) instanceof ObjectNode object
                    ? object
                    : Json.object();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " could not be read", e);
        }
    }

    /** At once: somebody who waits for the file must not see half of it. */
    private void replace(ObjectNode content) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path written = Files.createTempFile(
                    folder,
                    "credentials",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    written, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The first credentials could not be written to " + path, e);
        }
    }
}
