// Interop checks a log directory with the Go checksum database's own code (golang.org/x/mod/sumdb), which shares
// nothing with this project: the signature of the checkpoint, the root from the tiles, the inclusion of every entry,
// and the consistency of the checkpoint with every smaller tree whose root the entries give.
//
// Usage: interop DIRECTORY VERIFIER-KEY; exits 1 with the reason on the first thing that is not accepted.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// tiles reads tiles by the paths of tlog-tiles, which differ from the checksum database's in their first element.
type tiles struct{ directory string }

func (t tiles) Height() int { return height }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.directory, path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func main() {
	log.SetFlags(0)
	directory, key := os.Args[1], os.Args[2]
	tree := checkpoint(directory, key)
	entries := entries(directory, tree.N)
	reader := tlog.TileHashReader(tree, tiles{directory})
	root, err := tlog.TreeHash(tree.N, reader)
	check(err)
	if root != tree.Hash {
		log.Fatal("the tiles give another root than the checkpoint")
	}
	for index, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(index), reader)
		check(err)
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(index), tlog.RecordHash(entry)))
	}
	checkConsistency(tree, reader, entries)
	fmt.Printf("accepted %d entries\n", tree.N)
}

func checkpoint(directory, key string) tlog.Tree {
	data, err := os.ReadFile(filepath.Join(directory, "checkpoint"))
	check(err)
	verifier, err := note.NewVerifier(key)
	check(err)
	opened, err := note.Open(data, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		log.Fatalf("origin %q is not the key's name", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	hash, err := base64.StdEncoding.DecodeString(lines[2])
	check(err)
	return tlog.Tree{N: size, Hash: tlog.Hash(hash)}
}

func entries(directory string, size int64) [][]byte {
	var all [][]byte
	for index := int64(0); int64(len(all)) < size; index++ {
		width := min(256, size-index*256)
		tile := tlog.Tile{H: height, L: -1, N: index, W: int(width)}
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/data/", height), "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(directory, path))
		check(err)
		for len(data) > 0 {
			length := binary.BigEndian.Uint16(data)
			all = append(all, data[2:2+length])
			data = data[2+length:]
		}
	}
	return all
}

// checkConsistency rebuilds every smaller tree from the entries and proves the signed one to extend it.
func checkConsistency(tree tlog.Tree, reader tlog.HashReader, entries [][]byte) {
	var stored []tlog.Hash
	memory := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for n, index := range indexes {
			found[n] = stored[index]
		}
		return found, nil
	})
	for index, entry := range entries {
		hashes, err := tlog.StoredHashes(int64(index), entry, memory)
		check(err)
		stored = append(stored, hashes...)
		size := int64(index) + 1
		old, err := tlog.TreeHash(size, memory)
		check(err)
		proof, err := tlog.ProveTree(tree.N, size, reader)
		check(err)
		check(tlog.CheckTree(proof, tree.N, tree.Hash, size, old))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
