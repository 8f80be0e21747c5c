package dev.zaffre.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Encrypts what the database must not show. Every value has a data key of its own, which is sealed with a key of the keyset: the
 * sealed bytes are {@code version (1), key id (4), length of the sealed data key (2), sealed data key, nonce + ciphertext + tag}. Kind
 * and id of the row are authenticated with both, so that a value copied into another row cannot be opened there.
 */
public final class Vault {
    private static final Logger LOG = LoggerFactory.getLogger(Vault.class);
    private static final byte VERSION = 1;
    private static final int HEADER = 1 + Integer.BYTES + Short.BYTES;
    private static final int DATA_KEY = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Optional<Path> file;
    private final ReentrantLock rotating = new ReentrantLock();
    private volatile Keys keys;
    private volatile FileTime readAt;

    /** The keyset and what is derived from it, replaced as one. */
    private record Keys(KeysetHandle handle, Aead aead, int primary) {
        static Keys of(KeysetHandle handle) throws GeneralSecurityException {
            return new Keys(
                    handle,
                    handle.getPrimitive(RegistryConfiguration.get(), Aead.class),
                    handle.getPrimary().getId());
        }

        boolean has(int id) {
            for (int index = 0; index < handle.size(); index++) {
                KeysetHandle.Entry entry = handle.getAt(index);
                if (entry.getId() == id && entry.getStatus() == KeyStatus.ENABLED) {
                    return true;
                }
            }
            return false;
        }
    }

    private Vault(Optional<Path> file, Keys keys, FileTime readAt) {
        this.file = file;
        this.keys = keys;
        this.readAt = readAt;
    }

    /**
     * The keyset in a file, which is made with one key and mode 0600 when it is not there.
     *
     * @throws IllegalStateException when the file is not a keyset
     */
    public static Vault inFile(Path file) {
        try {
            AeadConfig.register();
            if (!Files.exists(file)) {
                KeyFile.create(
                        file,
                        write(KeysetHandle.generateNew(
                                PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get())));
            }
            FileTime written = Files.getLastModifiedTime(file);
            return new Vault(Optional.of(file), parse(Files.readString(file), file.toString()), written);
        } catch (IOException e) {
            throw new UncheckedIOException("The key file " + file + " cannot be read or made", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No key could be made", e);
        }
    }

    /**
     * A keyset given as text, such as from a setting: the JSON that {@link #inFile} writes.
     *
     * @throws IllegalStateException when the text is not a keyset
     */
    public static Vault of(Secret keyset) {
        try {
            AeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The encryption library cannot be used", e);
        }
        return new Vault(Optional.empty(), parse(keyset.reveal(), "the setting"), FileTime.fromMillis(0));
    }

    /** Reads the file again when it was written since: another process may have added a key. */
    private Keys latest() {
        if (file.isEmpty()) {
            return keys;
        }
        Path path = file.get();
        rotating.lock();
        try {
            FileTime written = Files.getLastModifiedTime(path);
            if (!written.equals(readAt)) {
                keys = parse(Files.readString(path), path.toString());
                readAt = written;
            }
        } catch (IOException | IllegalStateException e) {
            // What is in memory still opens everything it opened before.
            LOG.warn("vault.keys_not_read file={} cause={}", path, e.getMessage());
        } finally {
            rotating.unlock();
        }
        return keys;
    }

    private static Keys parse(String json, String where) {
        try {
            return Keys.of(TinkJsonProtoKeysetFormat.parseKeyset(
                    json, RegistryConfiguration.get(), InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException | RuntimeException e) {
            // The cause may quote the text, which is the key.
            throw new IllegalStateException("The encryption keys in " + where + " are not a Tink JSON keyset");
        }
    }

    private static String write(KeysetHandle handle) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.serializeKeyset(
                handle, RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
    }

    /** @param rowKind the table, or whatever else tells two kinds of row with equal ids apart */
    public byte[] seal(String rowKind, UUID row, byte[] plain) {
        Keys current = latest();
        byte[] identity = identity(rowKind, row);
        byte[] dataKey = new byte[DATA_KEY];
        RANDOM.nextBytes(dataKey);
        try {
            byte[] sealedKey = current.aead.encrypt(dataKey, identity);
            byte[] sealed = new DataKey(dataKey).encrypt(plain, identity);
            return ByteBuffer.allocate(HEADER + sealedKey.length + sealed.length)
                    .put(VERSION)
                    .putInt(current.primary)
                    .putShort((short) sealedKey.length)
                    .put(sealedKey)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Encryption failed", e);
        } finally {
            java.util.Arrays.fill(dataKey, (byte) 0);
        }
    }

    /** @throws Unreadable when it was not sealed for this row with a key of this keyset */
    public byte[] open(String rowKind, UUID row, byte[] sealed) {
        int keyId = keyId(sealed);
        Keys current = keys;
        if (!current.has(keyId)) {
            current = latest();
        }
        if (!current.has(keyId)) {
            throw new Unreadable("A " + rowKind + " is sealed with key " + Integer.toUnsignedString(keyId)
                    + ", which is not among this server's keys");
        }
        byte[] identity = identity(rowKind, row);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(sealed).position(1 + Integer.BYTES);
            byte[] sealedKey = new byte[Short.toUnsignedInt(bytes.getShort())];
            bytes.get(sealedKey);
            byte[] rest = new byte[bytes.remaining()];
            bytes.get(rest);
            byte[] dataKey = current.aead.decrypt(sealedKey, identity);
            return new DataKey(dataKey).decrypt(rest, identity);
        } catch (GeneralSecurityException | java.nio.BufferUnderflowException e) {
            throw new Unreadable("A " + rowKind + " cannot be decrypted: it is damaged, or belongs to another row");
        }
    }

    /** False: sealed with a key that is no longer the first; open it and seal it again. */
    public boolean isCurrent(byte[] sealed) {
        return keyId(sealed) == keys.primary;
    }

    private static int keyId(byte[] sealed) {
        if (sealed.length <= HEADER || sealed[0] != VERSION) {
            throw new Unreadable("Not a sealed value of a version that this server knows");
        }
        return ByteBuffer.wrap(sealed).getInt(1);
    }

    /**
     * Adds a key with which everything is sealed from now on; the old ones still open what they sealed. Other processes that share the
     * file read it again before they next seal something, and when they meet a key that they do not know.
     *
     * @return the new key's id
     * @throws IllegalStateException when the keys came from a setting, which has to be changed there
     */
    public int rotate() {
        Path path = file.orElseThrow(() -> new IllegalStateException(
                "The keys come from a setting: add a key there (see the operations guide) instead of rotating here"));
        rotating.lock();
        try {
            KeysetHandle.Builder builder =
                    KeysetHandle.newBuilder(latest().handle).setConfiguration(RegistryConfiguration.get());
            builder.addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                    .withRandomId()
                    .makePrimary());
            KeysetHandle next = builder.build();
            KeyFile.replace(path, write(next));
            keys = Keys.of(next);
            readAt = Files.getLastModifiedTime(path);
            return keys.primary;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No key could be made", e);
        } catch (IOException e) {
            throw new UncheckedIOException("The key file " + path + " cannot be written", e);
        } finally {
            rotating.unlock();
        }
    }

    public byte[] sealMap(String rowKind, UUID row, Map<String, Secret> values) {
        ObjectNode plain = Json.object();
        values.forEach((name, value) -> plain.put(name, value.reveal()));
        return seal(rowKind, row, Json.writeBytes(plain));
    }

    /** @throws Unreadable as {@link #open} */
    public Map<String, Secret> openMap(String rowKind, UUID row, byte[] sealed) {
        Map<String, Secret> values = new LinkedHashMap<>();
        Json.read(new String(open(rowKind, row, sealed), StandardCharsets.UTF_8))
                .properties()
                .forEach(entry ->
                        values.put(entry.getKey(), new Secret(entry.getValue().asString())));
        return values;
    }

    private static byte[] identity(String rowKind, UUID row) {
        return (rowKind + ":" + row).getBytes(StandardCharsets.UTF_8);
    }
}
