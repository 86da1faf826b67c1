process.stdout.write('annals\n');
